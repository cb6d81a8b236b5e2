"""A person sends a picture or a PDF, and gets the words that show it."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from PIL import Image

from content import actions
from content.actions import TooMany
from content.drafts import forget_draft, save_draft
from content.jobs import run_due
from content.models import Attachment
from tests.build import make_attachment, make_post
from tests.pictures import PDF, huge_picture, picture, sent

ADDRESS = "/fichiers/"
JSON = {"HTTP_ACCEPT": "application/json"}


def send(browser, data=None, name="plan.png", **headers):
    return browser.post(ADDRESS, {"file": sent(data, name)}, **{**JSON, **headers})


def stored(path):
    with default_storage.open(path) as file:
        return file.read()


@pytest.fixture
def hers(client_of, camille):
    return client_of(camille)


def test_a_picture_answers_with_the_line_that_shows_it(hers, camille):
    answer = send(hers, picture(3000, 1500), "Plan du moule.png")
    attachment = Attachment.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {"markdown": f"![Plan du moule](/fichiers/{attachment.key}/#2560x1280)"}
    assert (attachment.uploader, attachment.kind) == (camille, "picture")
    assert [Image.open(BytesIO(stored(path))).size for path in attachment.paths] == [(2560, 1280), (1280, 640)]


def test_a_pdf_is_kept_as_it_is(hers):
    answer = send(hers, PDF, "Fiche 6061.PDF")
    attachment = Attachment.objects.get()
    assert answer.json() == {"markdown": f"[Fiche 6061.pdf](/fichiers/{attachment.key}/)"}
    assert stored(attachment.path) == PDF


def test_without_a_script_a_page_takes_the_file_and_gives_the_line(hers):
    assert 'enctype="multipart/form-data"' in hers.get(ADDRESS).content.decode()
    answer = hers.post(ADDRESS, {"file": sent()})
    assert answer.status_code == 201
    assert Attachment.objects.get().markdown in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", 415),
        ("page.png", b"<!doctype html><script>alert(1)</script>", 415),
        ("coupe.png", b"\x89PNG\r\n\x1a\n<script>", 415),
        ("archive.pdf", b"PK\x03\x04" + b"\0" * 99, 415),
        ("vide.png", b"", 422),
        ("geant.png", huge_picture(), 413),
        ("lourd.pdf", PDF + b"\0" * 10_000_000, 413),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_files_are_refused_with_a_sentence(hers, name, data, status):
    answer = send(hers, data, name)
    assert answer.status_code == status
    assert len(answer.json()["errors"]) == 1
    page = hers.post(ADDRESS, {"file": sent(data, name)})
    assert (page.status_code, escape(answer.json()["errors"][0]) in page.content.decode()) == (status, True)
    assert not Attachment.objects.exists()


def test_nothing_is_a_sentence_too(hers):
    assert hers.post(ADDRESS, **JSON).status_code == 422


def test_eleven_megabytes_are_refused_before_they_are_read(hers):
    answer = send(hers, PDF + b"\0" * 11_000_000)
    assert answer.status_code == 413
    assert "10\u00a0Mo" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.png", "passwd"),
        ("x" * 4000 + ".png", "x" * 70),
        ("[a](javascript:alert).png", "a (javascript:alert)"),
        ("pièce\u202e\u0000 n° 4.png", "pièce n° 4"),
        ("`*.png", "image"),
    ],
)
def test_a_name_is_only_words(hers, name, shown):
    assert send(hers, name=name).status_code == 201
    attachment = Attachment.objects.get()
    assert attachment.name == shown
    assert re.fullmatch(r"attachments/[0-9a-f]{2}/[0-9a-f]{32}\.webp", attachment.path)


def test_guests_and_suspended_people_send_nothing(client, client_of, noe):
    assert send(client).url.startswith(reverse("account_login"))
    noe.suspended_until = timezone.now() + timedelta(days=1)
    noe.save()
    assert send(client_of(noe)).status_code == 403
    assert client_of(noe).get(ADDRESS).status_code == 403
    with pytest.raises(PermissionDenied):
        make_attachment(noe)
    assert not Attachment.objects.exists()


def test_a_form_of_another_site_sends_nothing(camille):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(camille)
    assert send(browser).status_code == 403


@time_machine.travel("2026-11-23T15:00Z", tick=False)
def test_too_fast_is_429_for_refused_files_too(hers, monkeypatch):
    monkeypatch.setattr(actions, "MOST_A_MINUTE", 2)
    assert [send(hers, huge_picture()).status_code for _ in range(3)] == [413, 413, 429]
    answer = send(hers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert len(answer.json()["errors"]) == 1


def test_a_day_has_a_limit_of_files_and_of_bytes_each_person_their_own(camille, noe, monkeypatch):
    monkeypatch.setattr(actions, "MOST_A_DAY", 1)
    make_attachment(camille)
    with pytest.raises(TooMany):
        make_attachment(camille)
    make_attachment(noe)
    monkeypatch.setattr(actions, "MOST_A_DAY", 9)
    monkeypatch.setattr(actions, "MOST_BYTES_A_DAY", 200)
    with pytest.raises(TooMany):
        make_attachment(camille)
    Attachment.objects.update(created_at=timezone.now() - timedelta(days=2))
    make_attachment(camille, data=picture(2, 2))


def test_what_a_draft_names_waits_with_it(camille, thread):
    waiting = make_attachment(camille)
    save_draft(person=camille, place=thread.topic, body=waiting.markdown)
    two_days_ago = timezone.now() - timedelta(days=2)
    for expected in (1, 0):
        Attachment.objects.update(unused_since=two_days_ago)
        run_due()
        assert Attachment.objects.count() == expected
        forget_draft(person=camille, place=thread.topic)


def test_what_is_never_posted_is_thrown_away_after_a_day(camille, thread, django_capture_on_commit_callbacks):
    forgotten, recent, posted = (make_attachment(camille) for _ in range(3))
    make_post(thread, camille, posted.markdown)
    two_days_ago = timezone.now() - timedelta(days=2)
    Attachment.objects.filter(pk__in=[forgotten.pk, posted.pk]).update(created_at=two_days_ago)
    Attachment.objects.filter(pk=forgotten.pk).update(unused_since=two_days_ago)
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
    assert set(Attachment.objects.all()) == {recent, posted}
    kept = {one: [default_storage.exists(path) for path in one.paths] for one in (forgotten, recent, posted)}
    assert kept == {forgotten: [False, False], recent: [True, True], posted: [True, True]}
