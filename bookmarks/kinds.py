"""What may be bookmarked: other apps name their rows here, and how each is told in few words.

    register("post", Post.objects.told_to, shown=shown_post)

A bookmark keeps no word of others: what it marks is found again by `visible_to` whenever it is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

kinds = {}


@dataclass(frozen=True)
class Shown:
    """Where something stands, in a language or in that of the page, and the beginning of what it says, in HTML."""

    title: str
    place: str = ""
    language: str = ""
    html: str = ""
    words_language: str = ""


@dataclass(frozen=True)
class Kind:
    """`visible_to(user)` returns the rows that this person may read, ready to be told by `shown(row)`."""

    name: str
    visible_to: Callable[[Any], QuerySet]
    shown: Callable[[Any], Shown]
    model: type


def register(name, visible_to, *, shown):
    kind = Kind(name, visible_to, shown, visible_to.__self__.model)
    if kinds.setdefault(name, kind) != kind:
        raise ValueError(f"Two kinds of bookmark are named {name}.")


def kind_of(row):
    return next(kind for kind in kinds.values() if isinstance(row, kind.model))
