"""How a question of a session becomes a thread: a host proposes it, its author may object, the clock publishes it."""

import re
from contextlib import suppress

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.actions import start_thread
from forum.models import Thread
from forum.permissions import can_write_in
from networking.actions import managed
from networking.models import Proposal, Session
from networking.talk_actions import present
from notifications.actions import notify

TITLE_LENGTH = 140
MEANS_SOMETHING = re.compile(r"([\\\[\]*_`<>~])")  # in Markdown


def propose(*, by, question, board):
    """Let a question become a thread of this board in a day; tell its author. Return the proposal.

    Once proposed it stays so: who withdrew their words is not asked again. Raises PermissionDenied.
    """
    with transaction.atomic():
        session = managed(by, question.session)
        question = present(session, question)
        if not session.took_place or not question.is_shown:
            raise PermissionDenied(_("Questions become threads after the session."))
        if Proposal.objects.filter(question=question).exists():
            raise PermissionDenied(_("This question was proposed already."))
        if not can_write_in(by, board) or not can_write_in(question.author, board):
            raise PermissionDenied(_("You, or who asked, may not write in this board."))
        proposal = Proposal.objects.create(question=question, board=board, by=by)
        notify([question.author], kind="question_proposed", actor=by, about=proposal)
        if question.author_id == by.pk:  # nobody to ask
            proposal.publish_at = timezone.now()
            proposal.save(update_fields=["publish_at"])
    return proposal


def locked(proposal):
    found = Proposal.objects.select_for_update(no_key=True, of=["self"])
    return found.select_related("question__session", "question__author", "board").get(pk=proposal.pk)


def withdraw_proposal(*, person, proposal):
    """Keep one's words from being published; return the proposal. Raises PermissionDenied, also when they are."""
    with transaction.atomic():
        proposal = locked(proposal)
        if proposal.question.author_id != person.pk or not proposal.is_waiting:
            raise PermissionDenied(_("These words cannot be withdrawn here any more."))
        proposal.publish_at, proposal.withdrawn_at = None, timezone.now()
        proposal.save(update_fields=["publish_at", "withdrawn_at"])
    return proposal


def publish(proposal):
    """Publish a proposal that is due, in the name of who asked; nothing more the second time."""
    with transaction.atomic():
        proposal = locked(proposal)
        if not proposal.is_waiting:
            return
        question, proposal.publish_at = proposal.question, None
        if question.is_shown:
            # Its author may not write there any more: hosts read that it was not published.
            with suppress(PermissionDenied):
                proposal.thread = start_thread(author=question.author, board=proposal.board, **said_in(proposal))
        proposal.save(update_fields=["publish_at", "thread"])


def said_in(proposal):
    """Return what the thread says: the question, where it was asked and how many wanted an answer."""
    text = proposal.question.text
    with translation.override(proposal.question.author.language):
        origin = origin_of(proposal.question)
    return {
        "kind": Thread.Kind.QUESTION,
        "title": Truncator(text).chars(TITLE_LENGTH),
        "body": origin if len(text) <= TITLE_LENGTH else f"{text}\n\n{origin}",
        "tags": [],
        "client_id": proposal.client_id,
    }


def origin_of(question):
    session = question.session
    # Readers of the board may not know of a session that is not for everyone.
    is_public = session.audience == Session.Audience.EVERYONE
    title = MEANS_SOMETHING.sub(r"\\\1", session.title) if is_public else _("a networking session")
    words = _("Asked in [%(title)s](%(address)s).") % {"title": title, "address": session.get_absolute_url()}
    if not question.votes:
        return words
    wanted = ngettext("%(n)s person there voted for it.", "%(n)s people there voted for it.", question.votes)
    return f"{words} {wanted % {'n': question.votes}}"
