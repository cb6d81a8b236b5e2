"""What is said in the sessions of the demo while they are on: in the lobby, to the speaker, in a poll."""

from datetime import timedelta
from uuid import uuid4

from chat.actions import send_message
from demo.past import at
from demo.reader import as_typed
from networking.live_actions import enter
from networking.poll_actions import answer_poll, start_poll
from networking.talk_actions import ask, mark_answered, vote

BEGAN, BETWEEN = timedelta(minutes=12), timedelta(seconds=40)


def talk_now(session, said, names, now):
    """Let people be in a session that is on, and talk until some minutes ago."""
    with at(now - BEGAN):
        for handle in said["here"]:
            enter(person=names.people[handle], session=session)
        ask_questions(session, said, names)
    session.refresh_from_db()
    for place, (handle, words) in enumerate(said["lobby"]):
        with at(now - BEGAN + place * BETWEEN):
            author = names.people[handle]
            send_message(author=author, room=session.lobby, body=as_typed(words), client_id=uuid4())
    with at(now - BEGAN):
        run_poll(session, said["poll"], names)


def ask_questions(session, said, names):
    host = names.people[said["hosts"][0]]
    for row in said["question"]:
        question = ask(person=names.people[row["by"]], session=session, text=as_typed(row["text"]))
        for handle in row["votes"]:
            vote(person=names.people[handle], question=question, on=True)
        if row.get("answered"):
            mark_answered(by=host, question=question, on=True)


def run_poll(session, said, names):
    poll = start_poll(
        by=names.people[said["by"]],
        session=session,
        question=as_typed(said["question"]),
        choices=[as_typed(choice) for choice in said["choices"]],
        is_multiple=False,
    )
    for handle, chosen in said["answers"].items():
        answer_poll(person=names.people[handle], poll=poll, chosen=[chosen])
