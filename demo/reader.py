"""The demo content as it is written by hand: TOML files in demo/content/. No database.

cast.toml has the boards, tags, partners, companies and people; threads-*.toml and rooms-*.toml what
they say. Moments are relative: `days_ago` from now, then `hours` or minutes from there.
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


def read(folder=FOLDER):
    cast = read_file(folder / "cast.toml")
    threads = (thread for path in sorted(folder.glob("threads-*.toml")) for thread in read_file(path)["thread"])
    return Content(
        boards=cast["board"],
        tags=cast["tag"],
        partners=cast["partner"],
        companies=cast["company"],
        people=cast["person"],
        # Identifiers grow with time, as they would have.
        threads=sorted(threads, key=lambda thread: -thread["days_ago"]),
        rooms=[read_file(path) for path in sorted(folder.glob("rooms-*.toml"))],
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
