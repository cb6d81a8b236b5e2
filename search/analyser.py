"""From text to the terms under which it is found: one analyser for every database. No database, no request.

« L’extrusion », « extrusions » and « EXTRUSION » share a term; « 6061-T6 » is found whole and by its parts.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import snowballstemmer

LONGEST_TERM = 60
ELIDED = "(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)['’]"
# A word with what is joined to it by a hyphen, a point or a slash, without what is elided before it or inside.
WORD = re.compile(rf"(?:\b{ELIDED})?([^\W_]+(?:[-‑./](?:{ELIDED})?[^\W_]+)*)", re.IGNORECASE)
INNER_ELISION = re.compile(rf"(?<=[-‑./]){ELIDED}", re.IGNORECASE)
JOINER = re.compile(r"[-‑./]")
UNIT = re.compile(r"(\d+)([^\W\d]\w*)")  # 12mm, 6061T6
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "‑": "-"})
# Too frequent to tell one text from another. Words that mean something in the other language stay: car, main, four.
STOP_WORDS = frozenset(
    "a ai au aux avec ca ce ces cet cette chez comme comment d de des donc du elle elles en est et etait etes etre eu"
    " il ils je l la le les leur leurs lui ma mais me meme mes moi mon ne nos notre nous on ont ou par pas plus pour"
    " pourquoi qu quand que quel quelle quelles quels qui quoi sa sans se ses si sommes son sont suis sur ta te tes toi"
    " ton tu un une vos votre vous y an and are as at be been but by can did do does for from had has have how i if in"
    " into is it its me my no not of or our so than that the their them then there these they this to was we were what"
    " when where which who why will with would you your".split()
)

_stemmers = [snowballstemmer.stemmer(language) for language in ("french", "english")]
_lock = Lock()  # a stemmer holds the word it works on


@dataclass(frozen=True)
class Word:
    """A word of a text: where it stands, as it is written there, and the terms under which it is found."""

    start: int
    end: int
    text: str
    terms: frozenset


def words_of(text):
    """Yield the words of a text in their order, without those that say nothing."""
    for found in WORD.finditer(text):
        if terms := terms_of(found[1]):
            yield Word(found.start(1), found.end(1), found[1], terms)


def terms_in(text):
    """Return the terms of each word of a text, as words_of() does, for less: without its places."""
    return [terms for word in WORD.findall(text) if (terms := terms_of(word))]


@lru_cache(maxsize=100_000)
def terms_of(word):
    """Return every term under which a word is found: its stems, and those of its parts."""
    whole, parts = split(word)
    return frozenset().union(whole, *parts)


@lru_cache(maxsize=10_000)
def split(word):
    """Return (the terms of a whole word, those of each of its parts); no term where it says nothing."""
    word = unicodedata.normalize("NFC", INNER_ELISION.sub("", word)).casefold().translate(LIGATURES)[:LONGEST_TERM]
    parts = [part for joined in JOINER.split(word) for part in _apart_from_unit(joined)]
    if len(parts) == 1:
        return stems_of(word), []
    return frozenset([as_term(word)]), [stems for stems in map(stems_of, parts) if stems]


def _apart_from_unit(word):
    number = UNIT.fullmatch(word)
    return number.groups() if number else [word]


def stems_of(word):
    """Return a plain word's French and English stems; none for what says nothing."""
    plain = as_term(word)
    if plain in STOP_WORDS or (len(plain) == 1 and not plain.isdigit()) or not plain:
        return frozenset()
    if any(c.isdigit() for c in plain):
        return frozenset([plain])
    with _lock:
        french, english = _stemmers
        # Accents decide French endings; typed without them, the word has to lead to the same term.
        stems = french.stemWord(word), french.stemWord(plain), english.stemWord(plain)
    return frozenset(map(as_term, stems))


def as_term(word):
    """Return a word folded, without what no store takes as part of a word (¼ folds to 1⁄4, ⑴ to (1))."""
    return "".join(c for c in fold(word) if c.isalnum() or c in "-./")


def fold(text):
    """Return a text without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES))
    return "".join(c for c in plain if not unicodedata.combining(c))
