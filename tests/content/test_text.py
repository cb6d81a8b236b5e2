"""Text as typed, cleaned, folded, and its language guessed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.text import clean, fold, guess_language, is_blank

ODD = "e\u0301\u0327\u200d\u200b\u0300ก็\u1160\U0001f3f4\U000e0067\U000e007f\ufe0f\r\n\u2028"
TEXTS = st.text(alphabet=st.one_of(st.characters(), st.sampled_from(ODD)))


@given(TEXTS)
def test_cleaning_twice_changes_nothing(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()


@given(TEXTS)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
EMOJI = ["👩‍🔧", "👨‍👩‍👧‍👦", "👍🏽", "❤️", "1️⃣", "🇨🇦", "🏳️‍🌈", SCOTLAND]
WORDS = ["« l’été » à 14 h 02", "6061\u2060-T6", "a\tb\n  c", "Zürich, Łódź, 東京, עִבְרִית, ไทยก็"]


@pytest.mark.parametrize("text", EMOJI + WORDS)
def test_what_people_really_type_stays(text):
    assert clean(text) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),
        ("\ufeffNoé\x00\x07", "Noé"),
        ("gpj\u202e.exe", "gpj.exe"),
        ("a" + "\u0301" * 8000, "á" + "\u0301" * 4),
        ("a" + "\u0301\u200d" * 3 + "\u0e47" * 50, "á\u200d\u0301\u200d\u0301\u200d\u0e47\u0e47"),
        ("a\U000e0068\U000e0069b", "ab"),
        ("a\ud800b", "ab"),
    ],
)
def test_what_nobody_sees_goes(typed, kept):
    assert clean(typed) == kept


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u200d\u2060", "\u0301", "\u2800", "\u3164", "\ufe0f", "\u00a0"])
def test_blank_to_the_eye_is_blank(text):
    assert is_blank(clean(text))


@pytest.mark.parametrize("text", [".", "é", "👍", "0"])
def test_one_sign_is_something(text):
    assert not is_blank(clean(text))


@pytest.mark.parametrize(("one", "other"), [("Énergie", "energie"), ("L’ŒUVRE", "l'œuvre"), ("a  b", "A b")])
def test_folding_makes_them_one(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Qui a de la capacité pour extruder en décembre?", "fr"),
        ("Does anyone have free machine time in the next week?", "en"),
        ("6061-T6", "fr"),
        ("MIG 5356", "fr"),
    ],
)
def test_language_is_guessed(text, language):
    assert guess_language(text, "fr-ca") == language


def test_language_falls_back_to_that_of_the_author():
    assert guess_language("6061-T6", "en-ca") == "en"
