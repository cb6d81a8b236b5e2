"""What came of the demo's past session: who was there, who met whom and kept in touch, what they say of it."""

from django.utils import timezone

from demo.past import at
from demo.reader import as_typed
from demo.talk import ask_questions, sit_down_to_talk
from networking.contact_actions import keep_contact, write_note
from networking.live_actions import enter
from networking.models import ContactWish, PairingMember
from networking.opinion_actions import judge
from networking.planning import plan
from networking.proposal_actions import propose

MARKS = ("worth", "useful", "again")


def hold(session, said, names, start):
    """Let people be there, meet and keep in touch: the session is on, and will have begun at `start`."""
    earlier = session.starts_at - start
    with at(start):  # from its end on: those who are not there now are not paired
        for handle in said["present"]:
            enter(person=names.people[handle], session=session)
        ask_questions(session, said, names)
        with at(session.segments.get(kind="tables").starts_at - earlier):
            sit_down_to_talk(session, said, names)
        for each in session.rounds.select_related("session"):
            with at(each.starts_at - earlier):
                plan(each)
                PairingMember.objects.filter(round=each).update(came_at=timezone.now())
    with at(session.ends_at - earlier):
        keep_in_touch(session, said, names)


def keep_in_touch(session, said, names):
    for handle, other, *note in said["contact"]:
        pair = names.people[handle], names.people[other]
        for person, kept in (pair, pair[::-1]):
            keep_contact(person=person, other=kept, session=session)
        for words in note:
            contact = ContactWish.objects.get(person=pair[0], other=pair[1])
            write_note(person=pair[0], contact=contact, note=as_typed(words))


def look_back(session, said, names):
    """Let those who were there say what it was worth, and a host propose a question; it is over since a moment."""
    for opinion in said["opinion"]:
        marks = dict(zip(MARKS, opinion["marks"], strict=True))
        judge(
            person=names.people[opinion["person"]],
            session=session,
            comment=as_typed(opinion.get("comment", "")),
            **marks,
        )
    for row in said["question"]:
        if board := row.get("proposed_for"):
            question = session.questions.get(text=as_typed(row["text"]))
            propose(by=names.people[said["hosts"][0]], question=question, board=names.boards[board])
