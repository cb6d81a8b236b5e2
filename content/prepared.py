"""Small questions that every page asks: their SQL is put together once in a process, from a queryset as any other."""

from copy import copy
from functools import cache, wraps
from types import SimpleNamespace

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models.query import ModelIterable
from django.http import Http404

from live.streams import LARGEST_KEY

# What stands in the SQL for the keys that are asked about; numbers small enough for every column of numbers.
FIRST_PLACE, TEXT_PLACE = 2_147_000_000, "§{}§"


def prepared(make):
    """Decorate a function of keys and flags that returns a queryset of rows or of values_list: it returns the rows.

    To build such a query costs Django up to twenty times what it costs to send it, and PostgreSQL plans it for longer
    than it runs it: there it is a prepared statement. The queryset may hang on nothing but the keys (whole
    numbers, texts, readers), the flags (anything else) and on what never changes in a process. It prefetches nothing.
    Of a reader it knows the key, and whether they are a guest, a member or an administrator.
    """

    @cache
    def compiled(kinds, flags):
        queryset = make(*map(stand_in, kinds, places_of(kinds)), **dict(flags))
        compiler = queryset.query.get_compiler(connection.alias)
        sql, params = compiler.as_sql()
        # What turns an answer into values is the same each time.
        columns = [expression for expression, *_ in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        compiler.get_converters = lambda _columns: converters
        return queryset.model, queryset._iterable_class, compiler, sql, params

    @wraps(make)
    def rows(*keys, **flags):
        if not keys or any(type(key) is int and key > LARGEST_KEY for key in keys):
            return []  # no key, or one that a database refuses
        kinds = tuple(map(kind_of, keys))
        model, iterable, compiler, sql, params = compiled(kinds, tuple(flags.items()))
        places = dict(zip(places_of(kinds), map(key_of, keys), strict=True))
        answer = ask(sql, [places.get(value, value) if isinstance(value, int | str) else value for value in params])
        if not answer:
            return []
        # As the compiler is after it asked, with the connection of this thread.
        compiler = copy(compiler)
        compiler.connection, compiler.execute_sql = connection, lambda **_: [answer]
        if not issubclass(iterable, ModelIterable):
            return list(compiler.results_iter([answer], tuple_expected=True))
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        found = SimpleNamespace(db=connection.alias, query=query, model=model, _known_related_objects={})
        return list(ModelIterable(found))

    return rows


def one_or_404(rows):
    """Return the first row of an answer, as get_object_or_404 does that of a queryset."""
    if not rows:
        raise Http404
    return rows[0]


def kind_of(key):
    return type(key) if isinstance(key, int | str) else (key.is_authenticated, key.is_superuser)


def key_of(key):
    return key if isinstance(key, int | str) else key.pk


def places_of(kinds):
    return [TEXT_PLACE.format(n) if kind is str else FIRST_PLACE + n for n, kind in enumerate(kinds)]


def stand_in(kind, place):
    """Return what a queryset is made for in the stead of a key."""
    if kind in (int, str):
        return place
    is_member, is_superuser = kind
    return get_user_model()(pk=place, is_superuser=is_superuser) if is_member else AnonymousUser()


def ask(sql, params):
    with cursor() as open_cursor:
        open_cursor.execute(sql, params)
        return open_cursor.fetchall()


def cursor():
    # A log of queries shows their text with its values.
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    # Django's own cursors write the values into the text: no two are the same statement.
    connection.ensure_connection()
    return connection._prepare_cursor(ServerBindingCursor(connection.connection))
