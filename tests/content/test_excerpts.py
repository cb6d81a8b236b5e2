"""The beginning of a text, where a list or another row shows it."""

from content.templatetags.ui import excerpt


def test_it_ends_after_a_whole_word_and_says_that_there_is_more():
    assert excerpt("<p>Quatre capteurs en <b>parallèle</b>.</p>", 20) == "Quatre capteurs en…"
    assert excerpt("<p>Quatre capteurs en <b>parallèle</b>.</p>", 29) == "Quatre capteurs en parallèle."


def test_one_long_word_is_cut():
    assert excerpt("<p>" + "x" * 50 + "</p>", 10) == "x" * 9 + "…"


def test_what_stands_together_stays_together():
    assert (
        excerpt("<p>À\u00a03\u00a0m\n  du &laquo;\u202ffour\u202f&raquo;.</p>")
        == "À\u00a03\u00a0m du «\u202ffour\u202f»."
    )


def test_a_tag_that_is_cut_in_two_does_not_show():
    assert excerpt("<p>" + "é " * 30 + '<a href="https://example.org/">là</a>', 8) == "é é é é…"
