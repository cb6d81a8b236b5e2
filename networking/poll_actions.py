"""What hosts ask everyone in a session at once, and what these answer."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networking.live import announce
from networking.live_actions import run_by
from networking.models import Poll, PollAnswer
from networking.talk_actions import entered, save_and_show


def start_poll(*, by, session, question, choices, is_multiple):
    """Ask everyone to choose among 2 to 6 texts; return the poll. Raises PermissionDenied."""
    with transaction.atomic():
        session = run_by(by, session)
        if session.polls.running().exists():
            raise PermissionDenied(_("One poll at a time: end the one that runs first."))
        poll = Poll.objects.create(
            session=session,
            version=session.version,
            question=question,
            choices=choices,
            counts=[0] * len(choices),
            is_multiple=is_multiple,
        )
        transaction.on_commit(lambda: announce(session, poll), robust=True)
    return poll


def answer_poll(*, person, poll, chosen):
    """Answer a poll, or change one's answer until it ends: the places of what one chooses. Return the poll.

    Raises PermissionDenied.
    """
    with transaction.atomic():
        session = entered(person, poll.session)
        poll = session.polls.get(pk=poll.pk)
        if poll.ended_at:
            raise PermissionDenied(_("This poll is over."))
        before = PollAnswer.objects.filter(poll=poll, person=person).first()
        for place in before.chosen if before else []:
            poll.counts[place] -= 1
        for place in chosen:
            poll.counts[place] += 1
        poll.answers += before is None
        PollAnswer.objects.update_or_create(poll=poll, person=person, defaults={"chosen": chosen})
        save_and_show(session, poll, "counts", "answers")
    return poll


def end_poll(*, by, poll):
    """End a poll and forget who chose what; return it. Raises PermissionDenied."""
    with transaction.atomic():
        session = run_by(by, poll.session)
        session.polls.running().filter(pk=poll.pk).end(timezone.now())
        poll = session.polls.get(pk=poll.pk)
        save_and_show(session, poll)
    return poll
