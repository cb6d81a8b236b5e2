from hypothesis import given, settings
from hypothesis import strategies as st

from content.differences import differences


def test_a_word_that_changed_is_told_alone():
    assert differences("Lame à 80 dents.", "Lame à 100 dents!") == [
        ("=", "Lame à "), ("-", "80"), ("+", "100"), ("=", " dents"), ("-", "."), ("+", "!"),
    ]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_the_parts_are_both_texts(old, new):
    parts = differences(old, new)
    assert "".join(text for sign, text in parts if sign != "+") == old
    assert "".join(text for sign, text in parts if sign != "-") == new
