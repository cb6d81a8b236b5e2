"""What a person finds: rows that hold the words they typed, ranked and counted, all within what they may see."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db.models import BigIntegerField, F, Value
from django.db.models.functions import Cast

from search.models import Synonyms
from search.queries import read_query
from search.registry import facets, kinds
from search.spelling import corrected
from search.stores import Search, store

MOST_RANKED = 5000  # of each kind, the newest
MOST_PARTLY = 1000  # of each kind, of those that hold only some of the words
MOST_COUNTED = 500  # from there on « 500+ »
FEW = 10  # fewer than that hold all the words: those that hold some of them follow
MOST_MERIT, MERIT = 3, 0.15  # each adds so much to the rank
NO_KEY = Cast(Value(None), BigIntegerField())


@dataclass(frozen=True)
class Narrowing:
    """What hits are narrowed to: keys of facets by their names, and a moment since which they were written."""

    keys: dict
    since: datetime | None = None


class Hit(NamedTuple):  # thousands of them are made for a search
    kind: str
    pk: int
    place: tuple  # the row that it is a part of, or itself
    keys: dict  # of the facets that have one value in a row
    score: tuple


@dataclass(frozen=True)
class Found:
    """Every hit in its order, what was looked for, and its words where those typed were misspelt."""

    hits: list
    query: object
    correction: str = ""

    def of_kind(self, name):
        """Return the hits of one kind; without a name all, a row and its parts shown once."""
        if name:
            return [hit for hit in self.hits if hit.kind == name]
        return once(self.hits, attrgetter("place"))

    def count_by_kind(self):
        return Counter(hit.kind for hit in self.hits)


def find(user, text, narrowing):
    """Return what is Found. Raises queries.TooManyWords."""
    synonyms = known_synonyms()
    query = read_query(text, synonyms)
    sources = sources_for(user, narrowing)
    if not query.slots or not sources:
        return Found([], query)
    hits = hits_of(sources, query, 0)
    correction = "" if hits else corrected(text, sources)
    if correction:
        query = read_query(correction, synonyms)
        hits = hits_of(sources, query, 0)
    # Best level first: in a large site what holds any of the words is a great deal, and seldom asked for.
    for level in range(1, len(query.levels())):
        if len(hits) < FEW:
            hits = once(hits + hits_of(sources, query, level), attrgetter("kind", "pk"))
    return Found(hits, query, correction)


def known_synonyms():
    return [row.phrases for row in Synonyms.objects.all()]


def once(hits, key):
    """Return the first hit of each key."""
    kept = {}
    for hit in hits:
        kept.setdefault(key(hit), hit)
    return list(kept.values())


def sources_for(user, narrowing):
    """Return {kind: (SQL, parameters)} of the rows that this person may see, narrowed; `search_…` are its columns."""
    sources = {}
    for kind in kinds.values():
        if not narrowing.keys.keys() <= kind.facets.keys() or (narrowing.since and not kind.moment):
            continue
        rows = kind.visible_to(user).filter(**{kind.facets[name]: key for name, key in narrowing.keys.items()})
        if narrowing.since:
            rows = rows.filter(**{f"{kind.moment}__gte": narrowing.since})
        paths = {
            "place": kind.part_of[1] if kind.part_of else "pk",
            "merit": kind.merit,
            **{name: kind.facets.get(name) for name in single()},
        }
        columns = {f"search_{name}": F(path) if path else NO_KEY for name, path in paths.items()}
        title = F(kind.titled) if kind.titled else Value("")
        try:
            selected = rows.order_by().values(search_pk=F("pk"), search_title=title, **columns)
            sources[kind.name] = selected.query.sql_with_params()
        except EmptyResultSet:  # this person sees none of them, whatever they look for
            continue
    return sources


def single():
    """Return the names of the facets of which a row has one."""
    return [name for name, facet in facets.items() if not facet.among]


def hits_of(sources, query, level):
    """Return the hits that hold as many of the words as this level asks for, in their order."""
    wanted = query.holding(query.levels()[level])
    searches = [Search(name, name, sql, params, wanted) for name, (sql, params) in sources.items()]
    names = single()
    columns = ["search_pk", "search_place", "search_merit", *(f"search_{name}" for name in names)]
    found, best = store().find(searches, columns, MOST_PARTLY if level else MOST_RANKED), {}
    rows = [
        (name, pk, place, keys, rank * (1 + MERIT * min(merit or 0, MOST_MERIT)))
        for name, pk, place, merit, *keys, rank in found
    ]
    for name, *_columns, rank in rows:
        best[name] = max(rank, best.get(name, 0))
    hits = []
    for name, pk, place, keys, rank in rows:
        kind = kinds[name]
        # Ranks of two kinds do not compare: each stands beside the best of its own.
        score = (level, -kind.weight * rank / (best[name] or 1), -pk)
        whole = (kind.part_of[0] if kind.part_of else name, place)
        hits.append(Hit(name, pk, whole, dict(zip(names, keys, strict=True)), score))
    return sorted(hits, key=lambda hit: hit.score)
