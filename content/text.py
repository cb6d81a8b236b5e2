"""Words as values: folding, cleaning, guessing a language. No database, no request."""

import re
import unicodedata

from django.utils.translation import get_language

# Marks that a person cannot see or that turn a line around: a name must not hide behind them.
INVISIBLE = re.compile("[\u0000\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2061-\u2064\u2066-\u206f\ufeff]")
TOO_MANY_MARKS = re.compile(r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
FRENCH = set("le la les des une est et que qui dans pour pas nous vous avec sur au aux du ce cette ça en chez".split())
ENGLISH = set("the and is are of to in for with on we you not that this our it was have has be at from".split())


def clean(text):
    """Return what was typed with one form per letter, one line ending and nothing invisible.

    At most four combining marks stay on a letter; zero-width joiners stay (emoji need them), tabs and line breaks too.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = TOO_MANY_MARKS.sub(r"\1", INVISIBLE.sub("", text))
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")


def is_blank(text):
    """Tell whether nothing is left to see: spaces, joiners and marks only."""
    return all(c.isspace() or unicodedata.category(c) in ("Cf", "Mn", "Me", "Zs", "Cc") for c in text)


def fold(text):
    """Return the form under which « Énergie » and « energie » are one: no case, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'").split())


def guess_language(text, default):
    """Return "fr" or "en" by the small words of the text; the default ("fr-ca" or "en-ca" too) when they do not tell."""
    words = re.findall(r"[a-zà-ÿ]+", text.casefold())
    french = sum(word in FRENCH for word in words) + len(re.findall("[éèêàçùô]", text))
    english = sum(word in ENGLISH for word in words)
    if french == english:
        return default[:2]
    return "fr" if french > english else "en"


def in_language(row, field):
    """Return row.<field>_fr or _en after the active language, the other one when it is empty."""
    first, second = ("en", "fr") if (get_language() or "").startswith("en") else ("fr", "en")
    return getattr(row, f"{field}_{first}") or getattr(row, f"{field}_{second}")
