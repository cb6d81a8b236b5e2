"""Rows that say the same as a text: they share words with it, of which rare ones count most."""

from collections import Counter, defaultdict
from itertools import islice
from math import log2

from django.core.exceptions import EmptyResultSet
from django.db.models import F

from search.analyser import words_of
from search.finding import known_synonyms
from search.queries import read_query
from search.stores import Search, store

MOST_WORDS = 10  # of the text
MOST_ROWS = 300  # that hold one of them, the newest
LEAST_SHARED = 2
LEAST_LIKE = 0.3  # of what the most alike row shares


def alike(name, rows, text):
    """Return {key: how much it shares} of rows of a kind, among these, that say the same as a text, best first."""
    query = read_query(" ".join(word.text for word in islice(words_of(text), MOST_WORDS)), known_synonyms())
    try:
        source = rows.order_by().values(search_pk=F("pk")).query.sql_with_params()
    except EmptyResultSet:  # this person sees none
        return {}
    if not query.slots:
        return {}
    searches = [Search(slot, name, *source, [(slot,)]) for slot in query.slots]
    ranks = defaultdict(dict)
    for slot, pk, rank in store().find(searches, ["search_pk"], MOST_ROWS):
        ranks[slot][pk] = rank
    return weighed(ranks.values(), least=min(LEAST_SHARED, len(query.slots)))


def weighed(ranks, *, least):
    """Return {key: weight} of what stands in at least so many of these {key: rank of one word}, the heaviest first."""
    weights, shared = Counter(), Counter()
    for found in ranks:
        best = max(found.values())
        for pk, rank in found.items():
            weights[pk] += rank / best / log2(1 + len(found))
            shared[pk] += 1
    weights = {pk: weight for pk, weight in weights.items() if shared[pk] >= least}
    most = max(weights.values(), default=0)
    in_order = sorted(weights.items(), key=lambda pair: (-pair[1], -pair[0]))
    return {pk: weight for pk, weight in in_order if weight >= most * LEAST_LIKE}
