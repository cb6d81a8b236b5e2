"""Parts of pages that are the same while their rows are, rendered once for each state and kept in this process."""

from collections import OrderedDict
from functools import cache
from itertools import chain
from operator import itemgetter
from threading import Lock

from django.db.models import Model, TextField
from django.template.loader import render_to_string
from django.utils import timezone, translation

from live.streams import Stream

MOST_CHARACTERS = 10_000_000  # of HTML in one process; the row that was shown longest ago goes first

_kept = OrderedDict()
_lock = Lock()
_characters = 0


def fragment(template, **named):
    """Return the HTML of a template, given rows, lists of rows and plain values, in the active language and time zone.

    A row's state is all that was loaded with it: annotations, related rows, what was prefetched. Texts of rows are left
    aside: a row of a stream takes another version when its text changes. So is the stream that it is a row of.
    """
    here = template, translation.get_language(), timezone.get_current_timezone_name()
    state = (*here, *named, *chain.from_iterable(map(_state_of, named.values())))
    try:
        hash(state)
    except TypeError:  # a list or a dictionary of a JSON field
        state = repr(state)
    with _lock:
        if state in _kept:
            _kept.move_to_end(state)
            return _kept[state]
    html = render_to_string(template, named)
    _keep(state, html)
    return html


def _state_of(value):
    if isinstance(value, list):
        return chain.from_iterable(map(_state_of, value))
    if isinstance(value, Model):
        return _state_of_row(value)
    return (value,)


def _state_of_row(row):
    values = row.__dict__
    yield type(row)
    yield _shown(type(row), *values)(values)
    for rows in values.get("_prefetched_objects_cache", {}).values():
        for one in rows:
            yield from _state_of_row(one)
    yield from _state_of_related(row)


def _state_of_related(row):
    for one in row._state.fields_cache.values():
        if isinstance(one, Stream):
            yield from _state_of_related(one)
        elif one is not None:
            yield from _state_of_row(one)


@cache
def _shown(model, *names):
    """Return what picks, of all that a row was loaded with, the values that a template may show."""
    texts = {field.attname for field in model._meta.concrete_fields if isinstance(field, TextField)}
    return itemgetter(*(name for name in names if name[0] != "_" and name not in texts))


def _keep(state, html):
    global _characters
    with _lock:
        if state not in _kept:
            _kept[state] = html
            _characters += len(html)
        while _characters > MOST_CHARACTERS:
            _state, dropped = _kept.popitem(last=False)
            _characters -= len(dropped)
