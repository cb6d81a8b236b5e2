"""PostgreSQL: a tsvector of our own terms with a GIN index, and trigrams of titles (pg_trgm)."""

import time
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from search.analyser import fold, terms_in

LAST_POSITION = 16_383  # that a tsvector holds
MOST_POSITIONS = 8  # kept of one term: more would not change its rank
WEIGHTS = "{0.1, 0.2, 0.5, 1.0}"  # of D (text), C, B (near), A (title)
NEWEST = 2000  # rows in which a frequent word is looked for
MOST_ALIKE = 1000  # titles that are asked whether the reader may see them
LIKENESS = 0.4  # of a word and a part of a title, by their trigrams

MOST_MEMORY = "256MB"  # while an index is made
# Nobody waits longer behind a rebuild that waits for the searched table; it tries so often, a second apart.
LONGEST_WAIT, MOST_TRIES = "500ms", 60


def create(name, titled):
    create_table(name)
    create_indexes(name, titled)


def create_table(name):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE search_{name} (id bigint NOT NULL, words tsvector NOT NULL, title text NOT NULL)")


def create_indexes(name, titled):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE search_{name} ADD PRIMARY KEY (id)")
        cursor.execute(f"CREATE INDEX search_{name}_words ON search_{name} USING gin (words)")
        if titled:
            cursor.execute(f"CREATE INDEX search_{name}_title ON search_{name} USING gin (title gin_trgm_ops)")


def drop(name):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE search_{name}")


def put(name, rows):
    keys, vectors, titles = [], [], []
    for key, words in rows:
        keys.append(key)
        vectors.append(vector_of(words))
        titles.append(fold(words.title))
    sql = (
        f"INSERT INTO search_{name} (id, words, title)"  # noqa: S608, names are ours
        " SELECT id, words::tsvector, title FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS row (id, words, title)"
        " ON CONFLICT (id) DO UPDATE SET words = excluded.words, title = excluded.title"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [keys, vectors, titles])


def vector_of(words):
    """Return the tsvector of a row, as PostgreSQL reads it."""
    lexemes, place = {}, 0
    for weight, text in (("A", words.title), ("B", words.near), ("D", words.text)):
        for terms in terms_in(text):
            place = min(place + 1, LAST_POSITION)
            for term in terms:
                known = lexemes.get(term)
                if not known:
                    lexemes[term] = f"{_quoted(term)}:{place}{weight}"
                elif known.count(",") < MOST_POSITIONS - 1:
                    lexemes[term] = f"{known},{place}{weight}"
    return " ".join(lexemes.values())


def remove(name, keys):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM search_{name} WHERE id = ANY(%s)", [list(keys)])  # noqa: S608


def rebuild(name, documents, *, titled):
    """Fill a second table beside the one that is searched, index it, and let it take the other's place.

    Row by row the indexes would cost more the larger they are. What is written meanwhile a trigger notes, and it is
    read once more before the tables change places. Raises OperationalError when another rebuild is at work.
    """
    with rebuilding_alone(name):
        patiently(begin, name)
        try:
            after = 0
            while rows := documents(pk__gt=after):
                copy(f"{name}_new", rows)
                yield len(rows)
                after = rows[-1][0]
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = 0; SET LOCAL maintenance_work_mem = '{MOST_MEMORY}'")
                create_indexes(f"{name}_new", titled)
                cursor.execute(f"ANALYZE search_{name}_new")
                cursor.execute("SET LOCAL statement_timeout TO DEFAULT; SET LOCAL maintenance_work_mem TO DEFAULT")
            catch_up(name, documents)
            patiently(change_places, name, documents, titled)
        except BaseException:
            patiently(clear, name)
            raise


@contextmanager
def rebuilding_alone(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [f"search_{name}"])
        if not cursor.fetchone()[0]:
            raise OperationalError(f"Another rebuild of search_{name} is at work.")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [f"search_{name}"])


def patiently(change, name, *args):
    """Make a change while nobody uses the searched table; try again later rather than let others wait."""
    for tries_left in reversed(range(MOST_TRIES)):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'")
                # First: who writes has it before they note anything.
                cursor.execute(f"LOCK TABLE search_{name} IN ACCESS EXCLUSIVE MODE")
                change(name, *args)
                # The transaction may go on: what it waits for later is its own affair.
                cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
            return
        except OperationalError as failure:
            if not (tries_left and isinstance(failure.__cause__, LockNotAvailable)):
                raise
        time.sleep(1)


def begin(name):
    """Note from here on which rows are written: who wrote before has committed, so the rebuild reads it."""
    clear(name)
    create_table(f"{name}_new")
    with connection.cursor() as cursor:
        # Not unique: a row that is noted already may have been read by now.
        cursor.execute(f"CREATE TABLE search_{name}_noted (id bigint NOT NULL)")
        cursor.execute(
            f"CREATE FUNCTION search_{name}_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"  # noqa: S608
            f" INSERT INTO search_{name}_noted VALUES (coalesce(NEW.id, OLD.id)); RETURN NULL; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER search_{name}_note AFTER INSERT OR UPDATE OR DELETE ON search_{name}"
            f" FOR EACH ROW EXECUTE FUNCTION search_{name}_note()"
        )


def clear(name):
    """Drop what a rebuild uses, also one that was killed."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP FUNCTION IF EXISTS search_{name}_note CASCADE")
        cursor.execute(f"DROP TABLE IF EXISTS search_{name}_new, search_{name}_noted")


def copy(name, rows):
    with connection.cursor() as cursor, cursor.copy(f"COPY search_{name} (id, words, title) FROM STDIN") as target:
        for key, words in rows:
            target.write_row((key, vector_of(words), fold(words.title)))


def catch_up(name, documents):
    """Bring to the new table what was written since its rows were read."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM search_{name}_noted RETURNING id")  # noqa: S608
        keys = sorted({key for (key,) in cursor})
        remove(f"{name}_new", keys)
        while rows := documents(pk__in=keys):
            put(f"{name}_new", rows)
            keys = [key for key in keys if key > rows[-1][0]]


def change_places(name, documents, titled):
    catch_up(name, documents)
    drop(name)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE search_{name}_new RENAME TO search_{name}")
        for index in ("pkey", "words", *(["title"] if titled else [])):
            cursor.execute(f"ALTER INDEX search_{name}_new_{index} RENAME TO search_{name}_{index}")
    clear(name)


def find(searches, columns, limit):
    shown, parts, params = ", ".join(columns), [], []
    for number, one in enumerate(searches):
        # Ranked after the newest are taken: a rank reads the whole vector.
        parts.append(
            f"SELECT {number}, {shown}, ts_rank(%s::float4[], words, %s::tsquery, 1) FROM ("  # noqa: S608
            f"SELECT {shown}, words FROM search_{one.name}"
            f" JOIN ({one.sql}) AS source ON search_pk = search_{one.name}.id"
            f" WHERE words @@ %s::tsquery ORDER BY search_{one.name}.id DESC LIMIT {limit}) AS newest"
        )
        params += [WEIGHTS, _wanted(one), *one.params, _wanted(one)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return [(searches[number].label, *row) for number, *row in cursor]


def held(searches):
    parts, params = [], []
    for number, one in enumerate(searches):
        # A frequent word stands in one of the newest; a rare one is looked for by the words' index, all of its rows at
        # once: for the first of many the planner would read on, through the whole table when there is none.
        parts.append(
            f"SELECT {number} WHERE EXISTS ("  # noqa: S608
            f"SELECT FROM (SELECT id, words FROM search_{one.name} ORDER BY id DESC LIMIT {NEWEST}) AS newest"
            f" JOIN ({one.sql}) AS source ON search_pk = newest.id WHERE newest.words @@ %s::tsquery)"
            f" OR EXISTS (WITH held AS MATERIALIZED (SELECT id FROM search_{one.name} WHERE words @@ %s::tsquery)"
            f" SELECT FROM held JOIN ({one.sql}) AS source ON search_pk = held.id)"
        )
        params += [*one.params, _wanted(one), _wanted(one), *one.params]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return {searches[number].label for (number,) in cursor}


def _wanted(one):
    return " | ".join(f"({' & '.join(map(_slot, group))})" for group in one.wanted)


def _slot(slot):
    return f"({' | '.join(map(_way, slot.ways))})"


def _way(way):
    return f"({' & '.join(map(_any_of, way))})"


def _any_of(terms):
    return f"({' | '.join(map(_quoted, sorted(terms)))})"


def _quoted(term):
    return f"'{term}'"  # it holds letters, digits and joiners only


def alike(searches, limit):
    parts, params = [], []
    for one in searches:
        # The titles first, by their index: else each is compared with each row that the reader may see.
        parts.append(
            f"(WITH like_it AS MATERIALIZED (SELECT id FROM search_{one.name} WHERE %s <%% title LIMIT {MOST_ALIKE})"  # noqa: S608
            f" SELECT search_title FROM like_it JOIN ({one.sql}) AS source ON search_pk = like_it.id LIMIT {limit})"
        )
        params += [one.wanted, *one.params]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(LIKENESS)])
        cursor.execute(" UNION ".join(parts), params)
        return [title for (title,) in cursor]
