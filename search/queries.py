"""What a person typed, as what the stores look for: words, each found in several ways."""

from dataclasses import dataclass
from itertools import combinations
from math import comb

from search.analyser import split, words_of

MOST_WORDS = 20
MOST_COMBINATIONS = 40


class TooManyWords(Exception):
    """More words than one search takes."""


@dataclass(frozen=True)
class Slot:
    """A word that was typed, or several that the staff's list holds together, and the ways to find it.

    A way is a tuple of sets of terms: one of each set stands in the text.
    """

    text: str
    ways: tuple

    @property
    def terms(self):
        return frozenset().union(*(terms for way in self.ways for terms in way))


@dataclass(frozen=True)
class Query:
    slots: tuple

    @property
    def terms(self):
        """Every term by which a text may be found: the words to mark in it."""
        return frozenset().union(*(slot.terms for slot in self.slots))

    def holding(self, count):
        """Return the groups of slots of which one stands whole in a text that holds so many of the words."""
        if comb(len(self.slots), count) > MOST_COMBINATIONS:
            count = 1
        return list(combinations(self.slots, count))

    def levels(self):
        """Return how many of the words a text has to hold: all, then at least half, then any."""
        count = len(self.slots)
        return list(dict.fromkeys(number for number in (count, -(-count // 2), 1) if number))


def read_query(text, synonyms=()):
    """Return the Query of what was typed; `synonyms` are groups of phrases that mean the same.

    Raises TooManyWords. A query without a slot looks for nothing.
    """
    words = list({word.terms: word for word in words_of(text)}.values())
    if len(words) > MOST_WORDS:
        raise TooManyWords
    groups = [[phrase for phrase in (list(words_of(phrase)) for phrase in group) if phrase] for group in synonyms]
    slots, place = [], 0
    while place < len(words):
        length, others = _synonyms_at(words[place:], groups)
        typed = words[place : place + length]
        own = _ways(typed[0]) if length == 1 else [_together(typed)]
        ways = dict.fromkeys([*own, *map(_together, others)])
        slots.append(Slot(" ".join(word.text for word in typed), tuple(ways)))
        place += length
    return Query(tuple(slots))


def _synonyms_at(words, groups):
    """Return (how many of the first words the longest known phrase takes, the other phrases of its groups)."""
    found = [(len(phrase), group) for group in groups for phrase in group if _begins_with(words, phrase)]
    length = max((length for length, _group in found), default=1)
    return length, [phrase for taken, group in found if taken == length for phrase in group]


def _begins_with(words, phrase):
    pairs = zip(words, phrase, strict=False)
    return len(phrase) <= len(words) and all(word.terms & other.terms for word, other in pairs)


def _ways(word):
    whole, parts = split(word.text)
    return [(whole,), tuple(parts)] if parts else [(whole,)]


def _together(words):
    """Return the way that asks for all of these words."""
    return tuple(terms for word in words for terms in _ways(word)[-1])
