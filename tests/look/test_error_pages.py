"""Errors are pages of the product, in the reader's language, and keep what was typed."""

from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
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


@contextmanager
def database_away():
    """Refuse every question to the database, as when it is away or holds a lock for too long."""

    def refuse(*args):
        raise OperationalError("canceling statement due to lock timeout")

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def patient_client(camille):
    client = Client(raise_request_exception=False)
    client.force_login(camille)
    return client


def test_a_database_that_does_not_answer_gives_back_what_was_typed(patient_client, thread):
    typed = {"body": "Trempe à 535 °C <b>", "client_id": str(uuid4())}
    with database_away():
        answer = patient_client.post(reverse("forum:reply", args=[thread.pk]), typed)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Le site ne peut pas répondre" in answer.content.decode()
    assert "Trempe à 535 °C &lt;b&gt;</textarea>" in answer.content.decode()
    assert typed["client_id"] not in answer.content.decode()


def test_a_lock_held_too_long_is_told_to_the_script_in_its_language(patient_client, thread, camille, monkeypatch):
    def wait_for_the_lock(*args):
        raise OperationalError("canceling statement due to lock timeout")

    camille.language = "en-ca"
    camille.save()
    monkeypatch.setattr("forum.actions.next_version", wait_for_the_lock)
    answer = patient_client.post(
        reverse("forum:reply", args=[thread.pk]), {"body": "Oui."}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 503
    assert answer.json()["errors"] == [
        "The site cannot answer just now. What you wrote is still here: try again in a moment."
    ]


def test_a_body_too_large_is_refused_as_such(patient_client, thread):
    answer = patient_client.post(reverse("forum:reply", args=[thread.pk]), {"body": "x" * 2_000_000})
    assert answer.status_code == 413
    with database_away():
        assert patient_client.post("/fils/", {"body": "x" * 2_000_000}).status_code == 503


@pytest.mark.django_db
def test_a_nul_in_a_query_or_a_cookie_reaches_no_database(client):
    assert client.get("/mots-cles/?q=a%00").status_code == 400
    assert client.get("/", headers={"cookie": 'sessionid="aaaaaaaaaaaa\\000"'}).status_code == 400


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
