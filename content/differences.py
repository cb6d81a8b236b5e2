"""What changed between two texts, word by word."""

import re
from difflib import SequenceMatcher

WORDS = re.compile(r"\w+|\s+|.", re.DOTALL)


def differences(old, new):
    """Return [(sign, text)]: "=" for what stayed, "-" for what went, "+" for what came; joined, they are both texts."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            parts.append(("=", "".join(before[a:b])))
            continue
        if b > a:
            parts.append(("-", "".join(before[a:b])))
        if d > c:
            parts.append(("+", "".join(after[c:d])))
    return parts
