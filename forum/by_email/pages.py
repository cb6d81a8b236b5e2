"""The words of an email that is only HTML. Plain values only.

Python's HTMLParser and nh3 both take minutes over some 200 kB (« <!-- » or open elements, 50,000 times), and nothing
that leaves here is HTML: what a tag is need only be known as far as it begins a line, quotes, or signs.
"""

import re
from html import unescape

NEW_LINE = {"br", "div", "tr", "li"}
NEW_PART = {"p", "blockquote", "ul", "ol", "table", "hr", "pre", "h1", "h2", "h3", "h4"}
UNSEEN = {"script", "style", "title"}
SIGNATURE = re.compile(r"\bclass\s?=\s?[\"']?gmail_signature")
TAG = re.compile(r"<([^<>]*)>")
NAME = re.compile(r"(/?)([a-z][a-z0-9]*)")


def plain_of_html(html):
    """Return the words of a page line by line; what it quotes begins with « > », as in plain text."""
    first, *rest = html.split("<!--")
    shown = first + "".join(part.partition("-->")[2] for part in rest)
    plain = Plain()
    for at, piece in enumerate(TAG.split(shown)):
        if at % 2:
            plain.take_tag(piece.casefold())
        else:
            plain.take_words(unescape(piece))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in plain.lines)).strip("\n")


class Plain:
    def __init__(self):
        self.lines, self.quotes = [""], 0
        # The element that is left out, and how many of its name are open in it.
        self.left_out, self.depth = "", 0

    def take_tag(self, tag):
        found = NAME.match(tag)
        if not found:
            return
        ends, name = bool(found[1]), found[2]
        if self.left_out:
            self.depth += (-1 if ends else 1) if name == self.left_out else 0
            self.left_out = self.left_out if self.depth else ""
        elif not ends and (name in UNSEEN or SIGNATURE.search(tag)):
            self.left_out, self.depth = name, 1
        self.begin(name, ends)
        if name == "blockquote":
            self.quotes = max(self.quotes + (-1 if ends else 1), 0)
        if name == "li" and not ends:
            self.take_words("- ")

    def begin(self, name, ends):
        """Begin a line with this element or after it, or a paragraph."""
        has_words = self.lines[-1].strip("> ")
        if name in NEW_PART and has_words:
            self.lines += [self.mark(), ""]
        elif (name == "br" and not ends) or (name in NEW_LINE and has_words):
            self.lines.append("")

    def mark(self):
        return "> " * min(self.quotes, 3)

    def take_words(self, words):
        words = re.sub(r"[ \t\n]+", " ", words)
        if not self.left_out and (words.strip() or self.lines[-1]):
            self.lines[-1] += words if self.lines[-1] else self.mark() + words.lstrip(" ")
