"""Typing errors, forgiven where titles or names that the reader may see hold the word that was meant."""

from difflib import get_close_matches

from search.analyser import fold, words_of
from search.queries import read_query
from search.registry import kinds
from search.stores import Search, store

MOST_WORDS = 6  # of one search that are looked at
TITLES_PER_WORD = 50
SHORTEST = 4
LIKENESS = 0.75


def corrected(text, sources):
    """Return the text with the words that find nothing written as in a title that is like them; "" if none is.

    `sources` are those of finding.sources_for: what the reader may not see corrects nothing.
    """
    unknown = [word for word in _words_without_a_hit(text, sources) if len(word.text) >= SHORTEST]
    if not unknown:
        return ""
    searches = [
        Search(name, name, sql, params, fold(word.text))
        for name, (sql, params) in sources.items()
        if kinds[name].titled
        for word in unknown
    ]
    if not searches:
        return ""
    titles = store().alike(searches, TITLES_PER_WORD)
    known = {fold(word.text): word.text for title in titles for word in words_of(title)}
    right = text
    for word in reversed(unknown):  # from the end: places before it stay
        for meant in get_close_matches(fold(word.text), known, n=1, cutoff=LIKENESS):
            right = right[: word.start] + known[meant].lower() + right[word.end :]
    return right if right != text else ""


def _words_without_a_hit(text, sources):
    words = [word for word in words_of(text) if not any(c.isdigit() for c in word.text)][:MOST_WORDS]
    searches = [
        Search(place, name, sql, params, read_query(word.text).holding(1))
        for name, (sql, params) in sources.items()
        for place, word in enumerate(words)
    ]
    found = store().held(searches) if searches else set()
    return [word for place, word in enumerate(words) if place not in found]
