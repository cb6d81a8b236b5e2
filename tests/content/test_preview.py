"""A composer shows how a text will look."""

import pytest

ADDRESS = "/apercu/"


def test_preview_is_the_html_alone(client_of, camille):
    answer = client_of(camille).post(ADDRESS, {"body": "**6061** <script>alert(1)</script>"})
    assert answer.status_code == 200
    assert answer.content.decode() == "<p><strong>6061</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"


@pytest.mark.parametrize("body", ["", "é" * 8001, ">" * 100 + "a"])
def test_what_cannot_be_previewed_says_why(client_of, camille, body):
    answer = client_of(camille).post(ADDRESS, {"body": body})
    assert answer.status_code == 422
    assert "note-error" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_preview_is_for_members(client_of, db):
    assert client_of(None).post(ADDRESS, {"body": "a"}).status_code == 403


def test_preview_is_no_page(client_of, camille):
    assert client_of(camille).get(ADDRESS).status_code == 405


def test_preview_needs_its_form(camille):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(camille)
    assert browser.post(ADDRESS, {"body": "a"}).status_code == 403
