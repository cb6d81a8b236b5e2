"""What is new in an answer: one email of each program, with what is to be left of it under « ===== »."""

from pathlib import Path
from time import process_time

import pytest

from forum.by_email.pages import plain_of_html
from forum.by_email.trimming import new_words, unwrapped

LETTERS = sorted((Path(__file__).parent / "letters").glob("*.*"))


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.name)
def test_only_what_is_new_is_left(path):
    said, wanted = path.read_text(encoding="utf-8").split("\n=====\n")
    if path.suffix == ".html":
        said = plain_of_html(said)
    assert new_words(said) == wanted.strip("\n")


def test_lines_that_a_program_broke_are_joined():
    broken = "Nous avons gardé la lame de 80 dents, denture négative, avec un jet de\nlubrifiant.\nMerci!\n"
    assert unwrapped(broken) == broken.replace("de\nlub", "de lub")
    table = "| " + "alliage " * 9 + "|\n| " + "6061-T6 " * 9 + "|"
    listed = "- " + "lame " * 15 + "\n- deux"
    assert (unwrapped(table), unwrapped(listed)) == (table, listed)


@pytest.mark.parametrize(
    "part",
    [
        *("Le 1 ", "> a\n", "De :\n", "<a@b", "-", "> a confidenti\n\nb\n", "Envoyé de ", "On 1\n" + "x" * 90 + "\n"),
        *(
            "<!--",
            "<div>",
            "<blockquote>",
            "<",
            "</",
            "<a ",
            "&#",
            "<style>",
            "<![x",
            "<li>",
            "<div class=gmail_signature>",
        ),
    ],
)
def test_nothing_takes_long(part):
    text = (part * 100_000)[:100_000]
    start = process_time()
    new_words(text)
    unwrapped(text)
    new_words(plain_of_html(text))
    assert process_time() - start < 2
