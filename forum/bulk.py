"""Threads stored by the thousand, each row as the actions would have left it, at moments of the past.

For demo content and for measures: no permission is asked, nobody is told, open pages hear nothing, and search
finds them after `rebuild_search`.
"""

from collections import Counter
from dataclasses import dataclass, field
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
    """A thread to store: the author of the first post opens it; posts in the order of their moments.

    `readers` says up to which number people have read it who may not have written.
    """

    board: Board
    kind: str
    title: str
    tags: list
    posts: list[PostDraft]
    readers: dict[User, int] = field(default_factory=dict)


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
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # Table by table: the catalogues too would be locked to the end of the transaction, and several of them belong
        # to the whole server, so that one database would wait for another.
        tables = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names(cursor)))
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(f"ANALYZE {tables}")


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
            "mark": "",
            "votes": 0,
            "voting_companies": 0,
            "tried": 0,
            "confirmed": 0,
        }


def _readings(thread, draft):
    """Who wrote had read what stood there."""
    wrote = {post.author.pk: number for number, post in enumerate(draft.posts, start=1)}
    read = {person.pk: number for person, number in draft.readers.items()}
    for person in read | wrote:
        number = max(read.get(person, 0), wrote.get(person, 0))
        watch = ThreadReading.Watch.FOLLOWING if person in wrote else ""
        yield {
            "thread_id": thread.pk,
            "person_id": person,
            "number": number,
            "wrote": person in wrote,
            "watch": watch,
        }


def _tagged(thread, draft):
    for tag in draft.tags:
        yield {"tag_id": tag.pk, "content_object_id": thread.pk, "last_posted_at": thread.last_posted_at}


@lru_cache(maxsize=10_000)
def _prepare(body, default):
    return render(body), digest(body), guess_language(body, default)
