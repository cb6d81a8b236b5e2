"""The worst 8,000 characters cost under half a second, or are refused in words."""

import random
import time
from contextlib import suppress

import pytest

from content.markdown import MOST_CHARACTERS, TooComplex, render

LIMIT = 0.5  # seconds of processor time
WORST = {
    "brackets": "[" * 8000,
    "pictures": "![" * 4000,
    "emphasis": "*a_ " * 2000,
    "stars": "a*" * 4000,
    "mixed marks": "*_" * 4000,
    "strikes": "~~a " * 2000,
    "backticks": "".join("`" * n + "a" for n in range(1, 126)),
    "links": "[a](" * 2000,
    "links with angles": "[a](<b" * 1300,
    "brackets inside": "[" * 4000 + "]" * 4000,
    "addresses": "https://a.b " * 660,
    "schemes": "://" * 2600,
    "www": "www." * 2000,
    "mail": "mailto:a@b.ca " * 570,
    "entities": "&#x" * 2600,
    "lazy quote": ">" * 11 + "\n" + "a\n" * 3900,
    "lists": "1. a\n" * 1600,
    "line ends": "\n" * 8000,
    "rules": "***\n" * 2000,
    "references": "[a]: b\n" + "[a] " * 1900,
    "wide table": "|a" * 1000 + "|\n" + "|-" * 1000 + "|\n" + "|\n" * 1900,
    "long table": "|a" * 60 + "|\n" + "|-" * 60 + "|\n" + "|\n" * 3800,
    "emoji": "👩‍🔧" * 2600,
    "accents": "e" + "\u0301" * 7999,
}


def cost(text):
    """Return the seconds of processor time, the least of three tries: neighbours on the machine only ever add."""
    return min(cost_once(text) for _ in range(3))


def cost_once(text):
    render.cache_clear()
    start = time.thread_time()
    with suppress(TooComplex):
        render(text)
    return time.thread_time() - start


@pytest.mark.parametrize("name", WORST)
def test_worst_texts_are_quick(name):
    assert len(WORST[name]) <= MOST_CHARACTERS
    assert cost(WORST[name]) < LIMIT


@pytest.mark.slow
@pytest.mark.once
def test_worst_texts_mixed_are_quick():
    chance = random.Random(7)
    pieces = [
        "[",
        "![",
        "*a_ ",
        ">",
        "`",
        "](",
        "[a](<",
        "<",
        "&",
        "|-",
        "\n",
        "- ",
        "1. ",
        "://",
        "www.",
        "    ",
        "**",
    ]
    for _ in range(15):
        some = chance.sample(pieces, 4)
        assert cost("".join(chance.choice(some) for _ in range(MOST_CHARACTERS))[:MOST_CHARACTERS]) < LIMIT, some


@pytest.mark.parametrize("text", [">" * 50 + "a", "- " * 50 + "a", "|-" * 500 + "\n" * 50, "a" * 8001, "://" * 500])
def test_what_is_too_complex_is_said_rather_than_cut(text):
    with pytest.raises(TooComplex):
        render(text)


def test_what_makes_the_parser_give_up_is_too_complex():
    with pytest.raises(TooComplex):  # it loses its place: RuntimeError
        render("[" * 15 + "wwamail2wwwawwwa[http://ail2http://")


def test_eight_thousand_plain_characters_are_fine():
    text = ("mot " * 2000)[:8000]
    assert text.strip() in render(text)
