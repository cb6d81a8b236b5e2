"""SQLite: our own terms as words of an FTS5 table, and titles in another one cut into trigrams."""

from django.db import connection, transaction

from search.analyser import fold, terms_in

TOKENS = "tokenize=\"unicode61 remove_diacritics 0 tokenchars '-./'\""  # our terms as they are
WEIGHTS = "10.0, 4.0, 1.0"  # of title, near, text
SMALLEST_GRAM = 3
LAST_KEY = 2**63 - 1


def create(name, titled):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE VIRTUAL TABLE search_{name} USING fts5(title, near, text, {TOKENS})")
        # Also where no typing error is forgiven, so that all kinds are kept alike.
        cursor.execute(f"CREATE VIRTUAL TABLE search_{name}_title USING fts5(title, tokenize='trigram')")


def drop(name):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE search_{name}")
        cursor.execute(f"DROP TABLE search_{name}_title")


def put(name, rows):
    rows = [(key, words) for key, words in rows]
    remove(name, [key for key, _words in rows])
    _insert(name, rows)


def _insert(name, rows):
    texts = [(key, *map(_terms, (words.title, words.near, words.text))) for key, words in rows]
    titles = [(key, fold(words.title)) for key, words in rows if words.title]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO search_{name} (rowid, title, near, text) VALUES (%s, %s, %s, %s)", texts)  # noqa: S608
        cursor.executemany(f"INSERT INTO search_{name}_title (rowid, title) VALUES (%s, %s)", titles)  # noqa: S608


def _terms(text):
    return " ".join(term for terms in terms_in(text) for term in sorted(terms))


def remove(name, keys):
    keys = [(key,) for key in keys]
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM search_{name} WHERE rowid = %s", keys)  # noqa: S608
        cursor.executemany(f"DELETE FROM search_{name}_title WHERE rowid = %s", keys)  # noqa: S608


def rebuild(name, documents, *, titled):
    """Index all rows in their places: there is one writer, so nobody overtakes a piece between reading and writing."""
    after, rows = 0, True
    while rows:
        with transaction.atomic():
            rows = documents(pk__gt=after)
            last = rows[-1][0] if rows else LAST_KEY
            for table in (f"search_{name}", f"search_{name}_title"):
                with connection.cursor() as cursor:
                    cursor.execute(f"DELETE FROM {table} WHERE rowid > %s AND rowid <= %s", [after, last])  # noqa: S608
            _insert(name, rows)
        if rows:
            yield len(rows)
        after = last


def find(searches, columns, limit):
    shown, parts, params = ", ".join(columns), [], []
    for number, one in enumerate(searches):
        # CROSS: the words first, else every row that the reader may see is read.
        parts.append(
            f"SELECT * FROM (SELECT {number}, {shown}, -bm25(search_{one.name}, {WEIGHTS})"  # noqa: S608
            f" FROM search_{one.name} CROSS JOIN ({one.sql}) AS source ON search_pk = search_{one.name}.rowid"
            f" WHERE search_{one.name} MATCH %s ORDER BY search_{one.name}.rowid DESC LIMIT {limit})"
        )
        wanted = " OR ".join(f"({' AND '.join(map(_slot, group))})" for group in one.wanted)
        params += [*one.params, wanted]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return [(searches[number].label, *row) for number, *row in cursor]


def held(searches):
    return {label for label, _pk, _rank in find(searches, ["search_pk"], 1)}


def _slot(slot):
    return f"({' OR '.join(map(_way, slot.ways))})"


def _way(way):
    return f"({' AND '.join(map(_any_of, way))})"


def _any_of(values):
    values = (f'"{value}"' for value in sorted(values))  # letters, digits and joiners only
    return f"({' OR '.join(values)})"


def alike(searches, limit):
    parts, params = [], []
    for one in searches:
        grams = {one.wanted[at : at + SMALLEST_GRAM] for at in range(len(one.wanted) - SMALLEST_GRAM + 1)}
        parts.append(
            f"SELECT * FROM (SELECT search_title FROM search_{one.name}_title"  # noqa: S608
            f" CROSS JOIN ({one.sql}) AS source ON search_pk = search_{one.name}_title.rowid"
            f" WHERE search_{one.name}_title MATCH %s ORDER BY rank LIMIT {limit})"
        )
        params += [*one.params, _any_of(grams)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(parts), params)
        return [title for (title,) in cursor]
