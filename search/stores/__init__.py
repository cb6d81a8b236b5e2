"""Where terms are kept, for each kind in a table of its own without foreign keys: one module per database.

Both modules have the same functions:

`create(name, titled)`, `drop(name)`: the tables of a kind, for migrations
`put(name, rows)`: index rows, each (key, Words); what was known of them goes
`remove(name, keys)`: rows that are gone
`rebuild(name, documents, titled)`: index everything anew; yields how many rows, piece by piece. `documents(**which)`
returns the first rows, in the order of their keys, of those that this filter lets through
`find(searches, columns, limit)`: (label, the columns…, rank) of the newest `limit` rows of each search
`held(searches)`: the labels of those of which a row holds what they ask for
`alike(searches, limit)`: at most `limit` titles of each search in which something is written like its word
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.db import connection, migrations


@dataclass(frozen=True)
class Search:
    """Something looked for in one kind, among the rows that the reader may see: `search_pk` of this SQL.

    `wanted` is a list of groups of slots (queries.Query.holding), of which one stands whole in a row; for alike(), a
    folded word. `label` comes back with each row.
    """

    label: Any
    name: str
    sql: str
    params: tuple
    wanted: Any


def store():
    """Return the store of this database."""
    return store_of(connection.vendor)


def store_of(vendor):
    # One process on SQLite has no library of PostgreSQL.
    return import_module(f"{__name__}.{vendor}")


def index_table(name, *, titled=False):
    """Return the migration operation that makes the tables of a kind."""

    def forwards(apps, schema_editor):
        store_of(schema_editor.connection.vendor).create(name, titled)

    def backwards(apps, schema_editor):
        store_of(schema_editor.connection.vendor).drop(name)

    return migrations.RunPython(forwards, backwards, elidable=False)
