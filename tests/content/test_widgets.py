"""Widgets that are drawn without templates say what Django's own would."""

import pytest
from django import forms
from django.test.html import parse_html

from content import widgets


@pytest.mark.parametrize("value", ["", None, "</textarea><script>alert(1)</script>", "\n\nUne ligne « & » une autre"])
@pytest.mark.parametrize("attrs", [{"id": "id_body", "required": True, "disabled": False}, {"aria-label": '"><b>'}])
def test_they_are_drawn_alike(value, attrs):
    for name in ("Textarea", "HiddenInput"):
        ours, theirs = getattr(widgets, name)(), getattr(forms, name)()
        assert parse_html(ours.render("body", value, attrs)) == parse_html(theirs.render("body", value, attrs))
