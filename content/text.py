"""Words as values: folding, cleaning, guessing a language. No database, no request."""

import hashlib
import re
import unicodedata
from html import unescape

from django.utils.translation import get_language

# Marks that a person cannot see or that turn a line around: a name must not hide behind them.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2061-\u206f"
    "\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0100-\U000e01ef]"
)
# Letters nobody sees, but for those that follow a black flag and make it Scotland's.
TAG_LETTERS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f)|[\U000e0000-\U000e007f]")
LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
BREAKABLE = re.compile("[^\\S\u00a0\u202f]+")  # spaces at which a line may end
MOST_MARKS = 4  # on one letter
JOINERS = "\u200c\u200d\u2060"
FRENCH = re.compile(
    r"\b(?:le|la|les|des|une|est|et|que|qui|dans|pour|pas|nous|vous|avec|sur|au|aux|du|ce|cette|ça|en|chez)\b|[éèêàçùô]"
)
TAG = re.compile(r"<[^>]*>")
BLOCK = re.compile(r"</?(?:p|li|ul|ol|br|hr|blockquote|pre|h[1-6]|table|thead|tbody|tr|t[dh]|img)\b[^>]*>")
ENGLISH = re.compile(r"\b(?:the|and|is|are|of|to|in|for|with|on|we|you|not|that|this|our|it|was|have|has|be|at|from)\b")


class AlreadySent(Exception):
    """The same form came before with another text: nothing was stored, the sender must be asked."""


def digest(text):
    """Return what tells later whether a text sent again is the one first sent, whatever edits came between."""
    return hashlib.sha256(text.encode()).hexdigest()


class Changed(Exception):
    """The words are no longer those that were to be replaced; the argument is what they are now."""


def ask_unchanged(present, *, seen, body):
    """Raise Changed unless `seen` is the digest of the present words, empty to replace any, or `body` stands already.

    The same words once more come from a form that was sent twice.
    """
    if seen and digest(present) not in (seen, digest(body)):
        raise Changed(present)


def clean(text):
    """Return what was typed with one form per letter, one line ending and nothing invisible.

    At most four combining marks stay on a letter; joiners stay (emoji and word breaks need them), tabs and line
    breaks too. Cleaning twice changes nothing.
    """
    text = TAG_LETTERS.sub(r"\1", INVISIBLE.sub("", LINE_ENDS.sub("\n", text)))
    # Before the letters are put together: what stood between a letter and its accent is gone.
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(without_piles(unicodedata.normalize("NFC", text)))


def without_piles(text):
    marks = 0
    for c in text:
        if unicodedata.category(c) in ("Mn", "Me"):
            marks += 1
        elif c not in JOINERS:
            marks = 0
        if marks <= MOST_MARKS:
            yield c


def is_blank(text):
    """Tell whether nothing is left to see: spaces, joiners and marks only."""
    return all(c.isspace() or unicodedata.category(c) in ("Cf", "Mn", "Me", "Zs", "Cc") for c in text)


def one_line(text):
    """Return a text without ends of lines and with single spaces; those that do not break stay what they are."""
    return BREAKABLE.sub(" ", text).strip()


def fold(text):
    """Return the form under which « Énergie » and « energie » are one: no case, no accents, single spaces."""
    # Twice: some signs (℠, ㎏) only become letters when taken apart.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'").split())


def guess_language(text, default):
    """Return "fr" or "en" by the small words of the text; the default ("fr-ca" too) when they do not tell."""
    text = text.casefold()
    french, english = len(FRENCH.findall(text)), len(ENGLISH.findall(text))
    if french == english:
        return default[:2]
    return "fr" if french > english else "en"


def in_language(row, field):
    """Return row.<field>_fr or _en after the active language, the other one when it is empty."""
    first, second = ("en", "fr") if (get_language() or "").startswith("en") else ("fr", "en")
    return getattr(row, f"{field}_{first}") or getattr(row, f"{field}_{second}")


def plain(html):
    """Return the words of a rendered text without its markup, on one line."""
    words = unescape(TAG.sub("", BLOCK.sub(" ", html)))
    # Not split(): no-break spaces stay.
    return re.sub(r"[ \t\n]+", " ", words).strip()
