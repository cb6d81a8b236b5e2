"""What is said in the sessions of the demo while they are on: in the lobby, at tables, to the speaker, in a poll."""

from datetime import timedelta
from uuid import uuid4

from chat.actions import send_message
from demo.past import at
from demo.reader import as_typed
from networking.live_actions import enter
from networking.poll_actions import answer_poll, start_poll
from networking.table_actions import add_table, sit_down
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
        sit_down_to_talk(session, said, names)


def sit_down_to_talk(session, said, names):
    """Let a host set up the tables, and people sit down at them and talk."""
    for row in said["table"]:
        table = add_table(
            by=names.people[said["hosts"][0]],
            session=session,
            topic_fr=row["topic_fr"],
            topic_en=row["topic_en"],
            seats=row["seats"],
            video_url="",
        )
        for handle in row["people"]:
            sit_down(person=names.people[handle], table=table)
        for handle, words in row.get("talk", []):
            send_message(author=names.people[handle], room=table.room, body=as_typed(words), client_id=uuid4())


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
