"""Names that a text calls: `@[Camille Gauthier](/personnes/12/)`, or a company by its page.

Elsewhere than here, that is a sign and an ordinary link: the text stays readable wherever it goes.
"""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

MOST_NAMES = 20

# A company's name has 120 characters at most.
WRITTEN = re.compile(
    r"@\[(?P<name>[^\[\]\\\n]{1,120})\]\((?P<page>/personnes/[1-9][0-9]{0,17}/|/entreprises/[\w-]{1,60}/)\)"
)
# Only the rule below gives a link this class: whoever writes cannot.
QUOTE = re.compile("(</?blockquote>)")
DRAWN = re.compile(r'<a href="/(personnes|entreprises)/([\w-]+)/" class="mention"')


class TooManyNames(ValidationError):
    """The text calls more people than a conversation has."""

    def __init__(self):
        super().__init__(
            _("This message mentions too many people: %(most)s at most."),
            code="too_many_names",
            params={"most": MOST_NAMES},
        )


@dataclass(frozen=True)
class Names:
    """The people (by id) and companies (by slug) that a text calls."""

    people: frozenset
    companies: frozenset

    def __len__(self):
        return len(self.people) + len(self.companies)


def named_in(html):
    """Return the Names in a text that content.markdown has rendered."""
    found = DRAWN.findall(html)
    return Names(
        people=frozenset(int(key) for kind, key in found if kind == "personnes"),
        companies=frozenset(key for kind, key in found if kind == "entreprises"),
    )


def without_quotes(html):
    """Return what a rendered text says itself: nothing of what it quotes."""
    depth, said = 0, []
    for part in QUOTE.split(html):
        if part in ("<blockquote>", "</blockquote>"):
            depth += 1 if part == "<blockquote>" else -1
        elif not depth:
            said.append(part)
    return "".join(said)


def without_name(body, person, language):
    """Return a text that says in its language that someone left, wherever it called the person with this id."""
    page = f"/personnes/{person}/"
    with override(language):
        left = gettext("Someone who left")
    return WRITTEN.sub(lambda found: left if found["page"] == page else found[0], body)


def mention_rule(state, silent):
    """Read a mention in a line of Markdown, as a rule of markdown-it; never in code, nor inside a link."""
    found = WRITTEN.match(state.src, state.pos, state.posMax)
    if not found or state.linkLevel:
        return False
    if not silent:
        state.push("link_open", "a", 1).attrs = {"href": found["page"], "class": "mention"}
        state.push("text", "", 0).content = f"@{found['name']}"
        state.push("link_close", "a", -1)
    state.pos = found.end()
    return True
