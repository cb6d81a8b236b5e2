"""What people do before everyone in a session: ask the speaker, vote, raise a hand; and what its hosts do about it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from live.streams import next_version
from networking.live import announce
from networking.live_actions import run_by
from networking.models import Hand, Question, QuestionVote
from networking.permissions import is_inside

MOST_WAITING = 5  # questions of one person without an answer


def entered(person, session):
    """Return the session as it is now, locked, for someone who is in it. Raises PermissionDenied."""
    session = next_version(session)
    if not is_inside(person, session):
        raise PermissionDenied(_("You are not in this session now."))
    return session


def save_and_show(session, row, *fields):
    """Save these fields of a row of the session, and show it in the open pages."""
    row.version = session.version
    row.save(update_fields=[*fields, "version"])
    transaction.on_commit(lambda: announce(session, row), robust=True)


# ---- Questions ----------------------------------------------------------------------------


def ask(*, person, session, text):
    """Ask the speaker; return the question, that of the first time for a form sent twice. Raises PermissionDenied."""
    with transaction.atomic():
        session = entered(person, session)
        mine = session.questions.waiting().filter(author=person)
        if same := mine.filter(text=text).first():
            return same
        if mine.count() >= MOST_WAITING:
            raise PermissionDenied(
                _("You have %(n)s questions without an answer. Withdraw one to ask another.") % {"n": MOST_WAITING}
            )
        question = Question.objects.create(session=session, version=session.version, author=person, text=text)
        transaction.on_commit(lambda: announce(session, question), robust=True)
    return question


def present(session, question):
    """Return a question as it is under the lock of its session."""
    return session.questions.select_related("author").get(pk=question.pk)


def vote(*, person, question, on):
    """Vote for somebody's question, or take that back; return the question. Raises PermissionDenied."""
    with transaction.atomic():
        session = entered(person, question.session)
        question = present(session, question)
        if not question.is_waiting:
            raise PermissionDenied(_("This question takes no votes any more."))
        if question.author_id == person.pk:
            raise PermissionDenied(_("One votes for the questions of others."))
        votes = QuestionVote.objects.filter(question=question, person=person)
        was_on = votes.exists()
        if on and not was_on:
            QuestionVote.objects.create(question=question, person=person)
        elif was_on and not on:
            votes.delete()
        question.votes += bool(on) - was_on
        save_and_show(session, question, "votes")
    return question


def mark_answered(*, by, question, on):
    """Note that the speaker answered a question, or did not after all; return it. Raises PermissionDenied."""
    with transaction.atomic():
        session = run_by(by, question.session)
        question = present(session, question)
        question.answered_at = timezone.now() if on else None
        save_and_show(session, question, "answered_at")
    return question


def hide_question(*, by, question, on):
    """Take a question away from everyone but the hosts, or show it again; return it. Raises PermissionDenied."""
    with transaction.atomic():
        session = run_by(by, question.session)
        question = present(session, question)
        question.hidden_at = timezone.now() if on else None
        save_and_show(session, question, "hidden_at")
    return question


def withdraw_question(*, person, question):
    """Take one's own question back, with its words; return it. Raises PermissionDenied."""
    with transaction.atomic():
        session = next_version(question.session)
        question = present(session, question)
        if question.author_id != person.pk:
            raise PermissionDenied(_("Only who asked a question withdraws it."))
        question.text, question.withdrawn_at = "", timezone.now()
        save_and_show(session, question, "text", "withdrawn_at")
    return question


# ---- Hands --------------------------------------------------------------------------------


def raise_hand(*, person, session, on):
    """Raise one's hand, or lower it; return it. Raises PermissionDenied."""
    with transaction.atomic():
        session = entered(person, session)
        hand = session.hands.filter(person=person).first() or Hand(session=session, person=person)
        if not on:
            hand.raised_at = None
        elif not hand.raised_at:
            hand.raised_at = timezone.now()
        hand.version = session.version
        hand.save()
        transaction.on_commit(lambda: announce(session, hand), robust=True)
    return hand


def lower_hands(*, by, session, hand=None):
    """Lower a hand, all of them without one; return those that were up. Raises PermissionDenied."""
    with transaction.atomic():
        session = run_by(by, session)
        hands = session.hands.up()
        return put_down(session, hands.filter(pk=hand.pk) if hand else hands)


def lower_outdated(session):
    """Lower the hands of who left, and those of the part before."""
    with transaction.atomic():
        session = next_version(session)
        put_down(session, session.hands.outdated())


def put_down(session, hands):
    hands = list(hands.select_related("person"))
    for hand in hands:
        hand.raised_at, hand.version = None, session.version
    Hand.objects.bulk_update(hands, ["raised_at", "version"])
    transaction.on_commit(lambda: announce(session, *hands), robust=True)
    return hands
