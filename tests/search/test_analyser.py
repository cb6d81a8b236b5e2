"""Which ways of writing a word find it: the same on every database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analyser import words_of
from search.queries import MOST_WORDS, TooManyWords, read_query


def terms(text):
    return [word.terms for word in words_of(text)]


def share(one, other):
    return all(a & b for a, b in zip(terms(one), terms(other), strict=True))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("extrusion", "EXTRUSIONS"),
        ("soudée", "soudées"),
        ("soudées", "soudees"),
        ("procédé", "procede"),
        ("métal", "métaux"),
        ("machine", "machines"),
        ("welder", "welders"),
        ("furnace", "furnaces"),
        ("œuvre", "oeuvre"),
        ("l’extrusion", "extrusion"),
        ("l'extrusion", "Extrusions"),
        ("d’aluminium", "aluminium"),
        ("lorsqu’une presse", "presse"),
        ("main-d’œuvre", "main-d'oeuvre"),
        ("friction‑malaxage", "friction-malaxage"),
    ],
)
def test_words_that_are_written_another_way_share_a_term(one, other):
    assert share(one, other)


def test_a_code_is_found_whole_and_by_its_parts():
    [word] = words_of("6061-T6")
    assert word.terms == {"6061-t6", "6061", "t6"}
    assert [word.terms for word in words_of("6061T6 12mm 4.0")] == [
        {"6061t6", "6061", "t6"},
        {"12mm", "12", "mm"},
        {"4.0", "4", "0"},
    ]


def test_words_that_say_nothing_are_left_out():
    assert terms("le la pour the and à l’") == []


def test_a_word_says_where_it_stands():
    text = "Pourquoi l’extrusion?"
    [word] = words_of(text)
    assert text[word.start : word.end] == "extrusion"


@given(st.text())
def test_any_text_is_read_and_its_terms_hold_no_sign_of_a_query(text):
    for word in words_of(text):
        assert text[word.start : word.end] == word.text
        for term in word.terms:
            assert term
            assert all(c.isalnum() or c in "-./" for c in term), term


def test_a_code_is_asked_for_whole_or_by_all_its_parts():
    [slot] = read_query("6061-T6").slots
    assert slot.ways == ((frozenset({"6061-t6"}),), (frozenset({"6061"}), frozenset({"t6"})))


def test_a_word_brings_its_synonyms_and_a_phrase_those_of_the_phrase():
    groups = [["filage", "extrusion"], ["traitement thermique", "heat treatment"]]
    [heat, filage] = read_query("traitements thermiques du filage", groups).slots
    assert heat.text == "traitements thermiques"
    assert {"heat", "treatment"} <= heat.terms
    assert "extrus" in filage.terms


def test_a_word_twice_is_asked_for_once():
    assert len(read_query("lame lames LAME").slots) == 1


def test_more_words_than_a_search_takes():
    with pytest.raises(TooManyWords):
        read_query(" ".join(f"mot{n}" for n in range(MOST_WORDS + 1)))


def test_first_all_words_are_asked_for_then_half_of_them_then_any():
    query = read_query("scier plaque lame denture")
    assert query.levels() == [4, 2, 1]
    assert [len(query.holding(count)) for count in query.levels()] == [1, 6, 4]
