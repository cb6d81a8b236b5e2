"""Every write about questions and their answers."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from forum.actions import present
from forum.live import announce
from forum.models import Post, PostVote, ThreadEvent
from forum.moderating.actions import add_event
from forum.permissions import can_moderate, can_settle, can_vote
from forum.questions.settling import settle, with_answers
from forum.signing import shown_as, writer_of
from live.publish import announce_rows
from live.streams import next_version
from notifications.actions import notify

MOST_ALSO = 3


def mark_answer(*, by, post, mark):
    """Hold a reply for the answer of its question, for useful too, or for neither (""); return it.

    There is one accepted answer: a new one takes the place of the old one. Raises PermissionDenied.
    """
    with transaction.atomic():
        thread = next_version(post.thread)
        post = present(post, thread)
        _ask_may_mark(by, post)
        was = post.mark
        if mark == was:
            transaction.set_rollback(True)  # gives back the version that was taken for nothing
            return post
        rows = [*_set_mark(post, mark), *settle(thread)]
        rows += [add_event(thread, shown_as(by, thread), kind, after=post.number) for kind in _told(was, mark)]
        if mark == Post.Mark.ACCEPTED:
            _tell_writer(post, by, kind="accepted")
        transaction.on_commit(lambda: announce(thread, *rows), robust=True)
    return post


def _tell_writer(post, by, kind):
    thread, people = post.thread, {writer_of(post)} - {by}
    actor = shown_as(by, thread)
    notify(people, kind=kind, actor=actor, about=post, topic=thread.topic, number=thread.last_number)


def _ask_may_mark(by, post):
    if not can_settle(by, post.thread, moderates=can_moderate(by, post.thread.board)):
        raise PermissionDenied(_("You may not choose the answer of this thread."))
    if post.number == 1 or not post.is_shown:
        raise PermissionDenied(_("This message cannot be an answer."))


def _told(was, mark):
    """Return the kinds of events that tell readers how a mark changed."""
    kinds = ThreadEvent.Kind
    taken = {Post.Mark.ACCEPTED: kinds.UNANSWERED, Post.Mark.ALSO: kinds.NOT_USEFUL_TOO}
    given = {Post.Mark.ACCEPTED: kinds.ANSWERED, Post.Mark.ALSO: kinds.USEFUL_TOO}
    # What is accepted was useful before: that goes without saying.
    lost = [taken[was]] if was and mark != Post.Mark.ACCEPTED else []
    return lost + ([given[mark]] if mark else [])


def _set_mark(post, mark):
    """Mark a post of a locked thread, and nothing else as the accepted one; return the rows that changed."""
    others = post.thread.posts.for_list().filter(mark=mark).exclude(pk=post.pk) if mark else []
    if mark == Post.Mark.ALSO and len(others) >= MOST_ALSO:
        raise PermissionDenied(_("Three messages are marked as useful too: unmark one first."))
    rows = [post, *others] if mark == Post.Mark.ACCEPTED else [post]
    for row in rows:
        row.thread, row.mark, row.version = post.thread, mark if row is post else "", post.thread.version
    Post.objects.bulk_update(rows, ["mark", "version"])
    return rows


def vote(*, by, post, useful):
    """Say that a post is useful or, of a question, that one has the same problem; or take that back. Return the post.

    The counters are of the rows, under the lock of the thread. Raises PermissionDenied.
    """
    with transaction.atomic():
        thread = next_version(post.thread)
        post = present(post, thread)
        if not can_vote(by, post):
            raise PermissionDenied(_("You may not say this of this message."))
        votes = PostVote.objects.filter(post=post)
        if votes.filter(person=by).exists() == useful:
            transaction.set_rollback(True)  # gives back the version that was taken for nothing
            return post
        if useful:
            PostVote.objects.create(post=post, person=by)
            _tell_writer(post, by, kind="same_problem" if post.asks else "useful")
        else:
            votes.filter(person=by).delete()
        post.votes = votes.count()
        post.voting_companies = votes.exclude(person__company=None).values("person__company").distinct().count()
        post.version = thread.version
        post.save(update_fields=["votes", "voting_companies", "version"])
        with_answers([post])
        transaction.on_commit(lambda: announce_rows(thread.topic, [post]), robust=True)
    return post
