"""The fields every form of words is made of."""

from uuid import UUID, uuid4

import pytest
from django import forms
from django.utils import translation

from content.fields import BodyField, ClientIdField, TitleField


class Words(forms.Form):
    title = TitleField()
    body = BodyField()
    client_id = ClientIdField()


def words(**data):
    return Words({"title": "Titre", "body": "Texte", "client_id": str(uuid4())} | data)


def codes(form):
    return {field: [error.code for error in errors] for field, errors in form.errors.as_data().items()}


@pytest.mark.parametrize("length", [1, 8000])
def test_body_up_to_the_limit(length):
    assert words(body="é" * length).is_valid()


def test_body_of_8000_emoji():
    assert words(body="👍" * 8000).is_valid()


def test_a_title_is_one_line_and_keeps_its_no_break_spaces():
    form = words(title=" 6061\xa0:  lame\nou\tvitesse? ")
    assert form.is_valid()
    assert form.cleaned_data["title"] == "6061\xa0: lame ou vitesse?"


@pytest.mark.parametrize("body", ["", "   \n", "\u200b\u200d", "\u2800"])
def test_blank_body_is_missing(body):
    assert codes(words(body=body)) == {"body": ["required"]}


def test_body_past_the_limit_says_by_how_much():
    with translation.override("en-ca"):
        assert words(body="é" * 8001).errors == {"body": ["1 character too many: 8000 at most."]}
    assert codes(words(body="é" * 500_000)) == {"body": ["max_length"]}


def test_marks_piled_on_a_letter_do_not_count():
    form = words(body="a" + "\u0301" * 8100)
    assert form.is_valid()
    assert len(form.cleaned_data["body"]) == 5


def test_too_complex_body_is_refused():
    assert codes(words(body=">" * 100 + "a")) == {"body": ["too_complex"]}


def test_indented_first_line_stays_code():
    form = words(body="\n    G01 X10\n")
    assert form.is_valid()
    assert form.cleaned_data["body"] == "    G01 X10"


def test_title_is_one_line():
    form = words(title=" Extruder \r\n le 6061\u2028 \x00T6 ")
    assert form.is_valid()
    assert form.cleaned_data["title"] == "Extruder le 6061 T6"


@pytest.mark.parametrize(("length", "valid"), [(140, True), (141, False)])
def test_title_length(length, valid):
    assert words(title="é" * length).is_valid() is valid


def test_client_id_comes_with_the_form():
    assert isinstance(Words()["client_id"].initial, UUID)
    chosen = uuid4()
    form = words(client_id=str(chosen))
    assert form.is_valid()
    assert form.cleaned_data["client_id"] == chosen


@pytest.mark.parametrize("value", ["", "x", "1" * 500, "' OR 1=1"])
def test_broken_client_id_becomes_a_new_one(value):
    form = words(client_id=value)
    assert form.is_valid()
    assert form.cleaned_data["client_id"].version == 4
