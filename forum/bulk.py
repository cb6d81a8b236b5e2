"""Threads stored by the thousand, each row as the actions would have left it, at moments of the past.

For demo content and for measures: no permission is asked, nobody is told, open pages hear nothing.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F

from accounts.models import User
from content.markdown import render
from content.text import digest, guess_language
from forum.models import Board, Post, TaggedThread, Thread, ThreadReading

ROWS_PER_INSERT = 2000


@dataclass
class PostDraft:
    author: User
    body: str
    moment: datetime


@dataclass
class ThreadDraft:
    """A thread to store: the author of the first post opens it; posts in the order of their moments."""

    board: Board
    kind: str
    title: str
    tags: list
    posts: list[PostDraft]


def add_threads(drafts):
    """Store these threads with their posts, tags and counters, all or none; return them in the same order."""
    with transaction.atomic():
        threads = Thread.objects.bulk_create(map(_thread, drafts), batch_size=ROWS_PER_INSERT)
        pairs = list(zip(threads, drafts, strict=True))
        _insert(Post, (row for thread, draft in pairs for row in _posts(thread, draft)))
        _insert(ThreadReading, (row for thread, draft in pairs for row in _readings(thread, draft)))
        _insert(TaggedThread, (row for thread, draft in pairs for row in _tagged(thread, draft)))
        for board_id, count in sorted(Counter(draft.board.pk for draft in drafts).items()):
            Board.objects.filter(pk=board_id).update(visible_threads=F("visible_threads") + count)
    return threads


def _insert(model, rows):
    """Store rows, each a dictionary by column; what is not named is null."""
    if connection.vendor != "postgresql":
        model.objects.bulk_create((model(**row) for row in rows), batch_size=ROWS_PER_INSERT)
        return
    # Several times as fast as INSERT: a site to measure has hundreds of thousands.
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    # In pieces: each must end within the time limit of a statement.
    while piece := list(islice(rows, ROWS_PER_INSERT)):
        with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
            for row in piece:
                copy.write_row([row.get(field.attname) for field in fields])


def analyze():
    """Let the planner of the database know how large everything has become."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("ANALYZE")


def _thread(draft):
    first, last, count = draft.posts[0], draft.posts[-1], len(draft.posts)
    return Thread(
        board=draft.board,
        author=first.author,
        kind=draft.kind,
        title=draft.title,
        language=guess_language(f"{draft.title} {first.body}", first.author.language),
        created_at=first.moment,
        last_posted_at=last.moment,
        last_poster=last.author,
        version=count,
        last_number=count,
        visible_posts=count,
    )


def _posts(thread, draft):
    for number, post in enumerate(draft.posts, start=1):
        html, fingerprint, language = _prepare(post.body, post.author.language)
        yield {
            "thread_id": thread.pk,
            "author_id": post.author.pk,
            "number": number,
            "version": number,
            "client_id": uuid4(),
            "digest": fingerprint,
            "body": post.body,
            "html": html,
            # The first post speaks the language of its title too.
            "language": thread.language if number == 1 else language,
            "created_at": post.moment,
        }


def _readings(thread, draft):
    """Who wrote had read what stood there."""
    last = {post.author.pk: number for number, post in enumerate(draft.posts, start=1)}
    for person, number in last.items():
        yield {"thread_id": thread.pk, "person_id": person, "number": number, "wrote": True}


def _tagged(thread, draft):
    for tag in draft.tags:
        yield {"tag_id": tag.pk, "content_object_id": thread.pk, "last_posted_at": thread.last_posted_at}


@lru_cache(maxsize=1000)
def _prepare(body, default):
    return render(body), digest(body), guess_language(body, default)
