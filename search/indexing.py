"""Keeping what is found up to date: in the transaction of each write, or all of it anew."""

from search.analyser import terms_in
from search.registry import kinds
from search.stores import store

ROWS_AT_ONCE = 1000


def prepare(text):
    """Find out the terms of a text, which are remembered: keep() has less to do while its caller holds a lock."""
    terms_in(text)


def keep(name, *rows):
    """Index rows of a kind as they are now, in the caller's transaction."""
    if rows:
        store().put(name, [(row.pk, kinds[name].words(row)) for row in rows])


def forget(name, *keys):
    """Take rows of a kind out of the index."""
    store().remove(name, keys)


def rebuild(name):
    """Index all rows of a kind anew; yield how many, piece by piece. Pages find, people write as before meanwhile."""
    kind = kinds[name]

    def documents(**which):
        rows = kind.documents().filter(**which).order_by("pk")[:ROWS_AT_ONCE]
        return [(row.pk, kind.words(row)) for row in rows]

    yield from store().rebuild(name, documents, titled=bool(kind.titled))
