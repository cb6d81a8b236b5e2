"""What can be found: apps tell of their rows, and who may see them, when they start."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Words:
    """What a row is found by: its title counts most, then what stands near it, then the text."""

    title: str = ""
    near: str = ""
    text: str = ""


@dataclass(frozen=True)
class Kind:
    """One sort of rows that are found.

    `documents()` returns the rows to index with all that `words(row)` reads. `visible_to(user)` returns those that
    this person may see: it stands inside the query that finds, so what they may not see is not counted either.
    `titled` is the path to a title or name in which typing errors are forgiven, `moment` to when it was written;
    `title` names the attribute that is shown as its title, where that is another one.
    `facets` gives, by its name, the path from a row to the key of each facet it can be narrowed by.
    `merit` is the path to how many times a row proved good: of two that hold the words alike it stands first.
    `part_of` names the rows of which this one is a part and the path to their key: each is shown once.
    `for_list(rows)` loads what the template shows; `excerpt_of(row)` returns the text in which words are marked.
    """

    name: str
    label: Any
    model: type
    documents: Callable
    words: Callable
    visible_to: Callable
    for_list: Callable
    template: str
    moment: str = ""
    place: int = 9  # among the tabs
    weight: float = 1.0  # of its best hit beside the best of other kinds
    titled: str = ""
    title: str = ""
    merit: str = ""
    facets: dict = field(default_factory=dict)
    part_of: tuple = ()
    excerpt_of: Callable = lambda row: ""


@dataclass(frozen=True)
class Facet:
    """Something by which hits are narrowed.

    `read(user, text)` returns the key that an address names, None where this person sees no such row;
    `options(user, keys)` returns {key: (value in the address, label)} of those they may see. Where a row may have
    several, `among(places)` returns the keys of the rows that were found, one for each row that has it.
    """

    name: str
    label: Any
    read: Callable
    options: Callable
    among: Callable | None = None
    place: int = 9  # among the choices


kinds, facets = {}, {}


def register(kind):
    _add(kinds, kind)


def register_facet(facet):
    _add(facets, facet)


def _add(known, one):
    """Keep them in the order in which they are shown."""
    known[one.name] = one
    in_order = sorted(known.values(), key=lambda one: one.place)
    known.clear()
    known.update((one.name, one) for one in in_order)
