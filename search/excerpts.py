"""Texts as they are shown among what was found: short, with the words marked."""

from django.utils.html import escape
from django.utils.safestring import mark_safe

from search.analyser import words_of

LENGTH = 240
BEFORE = 60  # characters shown before the first word that is marked


def marked(text, terms):
    """Return a text as HTML in which the words that have one of these terms are marked."""
    return _with_marks(text, [word for word in words_of(text) if word.terms & terms])


def excerpt(text, terms):
    """Return the part of a text that holds the most of these terms, at most so many characters, words marked."""
    words = [word for word in words_of(text) if word.terms & terms]
    start = max(_densest(words, terms) - BEFORE, 0)
    if start:  # at the beginning of a word
        start = text.find(" ", start) + 1
    end = len(text) if len(text) <= start + LENGTH else text.rfind(" ", start, start + LENGTH)
    if end <= start:  # one word without an end
        end = min(start + LENGTH, len(text))
    shown = [word for word in words if word.start >= start and word.end <= end]
    html = _with_marks(text, shown, start, end)
    return mark_safe(f"{'… ' if start else ''}{html}{' …' if end < len(text) else ''}")


def _densest(words, terms):
    """Return where the window begins that holds the most different terms."""
    best, place = 0, 0
    for number, first in enumerate(words):
        held = set()
        for word in words[number:]:
            if word.end > first.start + LENGTH - BEFORE:
                break
            held |= word.terms & terms
        if len(held) > best:
            best, place = len(held), first.start
    return place


def _with_marks(text, words, start=0, end=None):
    parts, at = [], start
    for word in words:
        parts += [escape(text[at : word.start]), "<mark>", escape(text[word.start : word.end]), "</mark>"]
        at = word.end
    parts.append(escape(text[at:end]))
    return mark_safe("".join(parts))
