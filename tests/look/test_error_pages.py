"""Errors are pages of the product, in the reader's language, and keep what was typed."""

import pytest
from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from config import views


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "title"), [("fr-CA", "Cette page n’existe pas"), ("en-CA", "This page does not exist")]
)
def test_a_missing_page_answers_in_the_reader_s_language(client, language, title):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language.lower()
    answer = client.get("/rien-ici/")
    assert answer.status_code == 404
    assert f'<html lang="{language}"' in answer.content.decode()
    assert title in answer.content.decode()


@pytest.mark.parametrize(("language", "words"), [("fr-ca", "Une panne est survenue"), ("en-ca", "Something broke")])
def test_a_failure_needs_no_request_no_session_and_no_database(language, words):
    with translation.override(language):
        assert words in render_to_string("500.html")


@pytest.mark.django_db
def test_a_stale_form_gives_back_what_was_typed_but_no_secret():
    client = Client(enforce_csrf_checks=True)
    typed = {"body": "Trempe à 535 °C <b>", "password": "tres-secret", "csrfmiddlewaretoken": "vieux", "title": " "}
    answer = client.post("/compte/connexion/", typed, headers={"referer": "http://testserver/fils/4/"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Trempe à 535 °C &lt;b&gt;</textarea>" in page
    assert page.count("<textarea") == 1
    assert "tres-secret" not in page
    assert 'href="http://testserver/fils/4/"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("referer", ["https://evil.example/", "javascript:alert(1)", ""])
def test_a_stale_form_leads_back_to_this_site_only(rf, referer):
    request = rf.post("/fils/4/repondre/", QueryDict("body=texte").dict(), headers={"referer": referer})
    answer = views.csrf_failure(request)
    assert '<a class="button button-primary" href="/">' in answer.content.decode()


@pytest.mark.django_db
def test_a_request_refused_before_anyone_is_known_still_gets_a_page(client):
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "error-page" in answer.content.decode()
