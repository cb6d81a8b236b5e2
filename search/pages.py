"""What was found as it is shown: tabs, choices, and twenty rows at a time."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from search.excerpts import excerpt, marked
from search.finding import MOST_COUNTED
from search.registry import kinds

SIZE = 20
MOST_PAGES = MOST_COUNTED // SIZE
MOST_OPTIONS = 30


def said(count):
    return str(count) if count < MOST_COUNTED else f"{MOST_COUNTED}+"


@dataclass(frozen=True)
class Tab:
    label: Any
    count: str
    address: str
    is_current: bool


def tabs_of(found, current, params):
    """Return the tabs of all hits and of each kind that has some."""
    counts = found.count_by_kind()
    every = Tab(_("Everything"), said(len(found.of_kind(""))), address(params, type=""), not current)
    some = [kind for kind in kinds.values() if counts[kind.name] or kind.name == current]
    return [every] + [
        Tab(kind.label, said(counts[kind.name]), address(params, type=kind.name), kind.name == current) for kind in some
    ]


@dataclass(frozen=True)
class Choice:
    """One facet, with what it can be narrowed to among these hits."""

    name: str
    label: Any
    options: list  # (value, label, count, whether it is chosen)

    @classmethod
    def of(cls, facet, user, hits, chosen):
        own = chosen.get(facet.name)
        if facet.among:
            found = facet.among([hit.place for hit in hits[:MOST_COUNTED]])
        else:
            found = [hit.keys[facet.name] for hit in hits]
        counts = Counter(key for key in found if key)
        keys = [key for key, _count in counts.most_common(MOST_OPTIONS)]
        shown = facet.options(user, {*keys, own} - {None}) if keys or own else {}
        options = [(*shown[key], said(counts[key]), key == own) for key in keys if key in shown]
        if own in shown and own not in keys:
            options.append((*shown[own], said(0), True))
        return cls(facet.name, facet.label, options)


@dataclass(frozen=True)
class Result:
    kind: Any
    row: Any
    title: str
    excerpt: str


@dataclass(frozen=True)
class Page:
    results: list
    newer: str
    older: str


def page_of(found, hits, request):
    """Return the page that the address names, of those that there are."""
    last = min(max(-(-len(hits) // SIZE), 1), MOST_PAGES)
    asked = request.GET.get("page", "")
    number = min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    shown = hits[(number - 1) * SIZE : number * SIZE]
    return Page(
        results=results_of(found, shown, request.user),
        newer=address(request.GET, page=number - 1) if number > 1 else "",
        older=address(request.GET, page=number + 1) if number < last else "",
    )


def results_of(found, hits, user):
    """Return the rows of these hits, asked again whether this person may see them."""
    rows = {}
    for kind in kinds.values():
        pks = [hit.pk for hit in hits if hit.kind == kind.name]
        if pks:
            seen = kind.for_list(kind.visible_to(user).filter(pk__in=pks))
            rows |= {(kind.name, row.pk): row for row in seen}
    pairs = [(kinds[hit.kind], rows[hit.kind, hit.pk]) for hit in hits if (hit.kind, hit.pk) in rows]
    return [result_of(kind, row, found.query.terms) for kind, row in pairs]


def result_of(kind, row, terms):
    title = marked(getattr(row, kind.title or kind.titled), terms) if kind.titled else ""
    return Result(kind, row, title, excerpt(kind.excerpt_of(row), terms))


def address(params, **changed):
    """Return the query string of this page with other values, empty ones left out; another choice starts at page 1."""
    params = params.copy()
    params.pop("page", None)
    for name, value in changed.items():
        params.pop(name, None)
        if value:
            params[name] = value
    return f"?{params.urlencode()}"
