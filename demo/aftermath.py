"""What came of the demo's past session: who was there, who kept in touch, what they say of it."""

from demo.past import at
from demo.reader import as_typed
from demo.talk import ask_questions
from networking.contact_actions import keep_contact, write_note
from networking.live_actions import enter
from networking.models import ContactWish
from networking.opinion_actions import judge

MARKS = ("worth", "useful", "again")


def hold(session, said, names, moment):
    """Let people be there and keep in touch; the session is on, and what is written is of this moment."""
    with at(moment):
        for handle in said["present"]:
            enter(person=names.people[handle], session=session)
        ask_questions(session, said, names)
        for handle, other, *note in said["contact"]:
            pair = names.people[handle], names.people[other]
            for person, kept in (pair, pair[::-1]):
                keep_contact(person=person, other=kept, session=session)
            for words in note:
                contact = ContactWish.objects.get(person=pair[0], other=pair[1])
                write_note(person=pair[0], contact=contact, note=as_typed(words))


def look_back(session, said, names):
    """Let those who were there say what it was worth; the session is over since a moment."""
    for opinion in said["opinion"]:
        marks = dict(zip(MARKS, opinion["marks"], strict=True))
        judge(
            person=names.people[opinion["person"]],
            session=session,
            comment=as_typed(opinion.get("comment", "")),
            **marks,
        )
