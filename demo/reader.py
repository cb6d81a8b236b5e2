"""The demo content as it is written by hand: TOML files in demo/content/. No database.

boards.toml has the boards and their tags, companies.toml the partners and companies, people.toml who
works there, companies.csv a list to import; threads-*.toml and rooms-*.toml what they say, groups-*.toml what some
say among themselves, sessions.toml where they meet, moments.toml what they do besides, synonyms.toml which words mean
the same. Moments are relative: `days_ago` or `hours_ago` from now, then `hours` or minutes from there.
"""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from content.text import clean

FOLDER = Path(__file__).parent / "content"


@dataclass
class Content:
    """The tables of the files, each a list of dictionaries in the order of the files."""

    boards: list
    tags: list
    partners: list
    companies: list
    people: list
    threads: list
    rooms: list
    groups: list
    moments: list
    sessions: list
    synonyms: list


def read(folder=FOLDER):
    boards, companies = read_file(folder / "boards.toml"), read_file(folder / "companies.toml")
    threads = (thread for path in sorted(folder.glob("threads-*.toml")) for thread in read_file(path)["thread"])
    return Content(
        boards=boards["board"],
        tags=boards["tag"],
        partners=companies["partner"],
        companies=companies["company"],
        people=read_file(folder / "people.toml")["person"],
        # Identifiers grow with time, as they would have.
        threads=sorted(threads, key=lambda thread: -thread["days_ago"]),
        rooms=[read_file(path) for path in sorted(folder.glob("rooms-*.toml"))],
        groups=[read_file(path) for path in sorted(folder.glob("groups-*.toml"))],
        moments=sorted(read_file(folder / "moments.toml")["moment"], key=lambda moment: -moment["hours_ago"]),
        sessions=read_file(folder / "sessions.toml")["session"],
        synonyms=read_file(folder / "synonyms.toml")["same"],
    )


def read_file(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def posts_of(thread, now):
    """Yield (moment, handle, body) of a thread's posts, oldest first."""
    start = now - timedelta(days=thread["days_ago"])
    for post in sorted(thread["post"], key=lambda post: post["hours"]):
        yield start + timedelta(hours=post["hours"]), post["author"], as_typed(post["body"])


def lines_of(room, now):
    """Return [(moment, handle, body)] of a room's messages, oldest first."""
    lines = [
        (now - timedelta(days=talk["days_ago"]) + timedelta(minutes=minutes), handle, as_typed(body))
        for talk in room["talk"]
        for minutes, handle, body in talk["lines"]
    ]
    return sorted(lines, key=lambda line: line[0])


def as_typed(body):
    """Return the text as the forms would have cleaned it."""
    return clean(body).strip("\n").rstrip()
