import os

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse

FILE = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def folder(settings, tmp_path, demo_mode):
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


def send(*emails):
    """Send (subject, text) as the job does: one connection, one file."""
    with get_connection(FILE) as connection:
        for subject, text in emails:
            email = EmailMultiAlternatives(subject, text, to=["camille@example.org"], connection=connection)
            email.attach_alternative("<p>HTML</p>", "text/html")
            email.send()


def age(folder, seconds):
    for path in folder.iterdir():
        os.utime(path, (path.stat().st_mtime - seconds,) * 2)


def test_newest_first(client, folder, db):
    send(("Premier", "Un"), ("Deuxième", "Deux"))
    age(folder, 60)
    send(("Troisième", "Trois"))
    page = client.get(reverse("demo:emails")).content.decode()
    assert page.index("Troisième") < page.index("Deuxième") < page.index("Premier")
    assert "camille@example.org" in page


def test_links_of_an_email_can_be_followed(client, folder, db):
    send(("Confirmez", "Bonjour é,\n\nhttp://localhost:8000/compte/confirmer/abc:d-e/ dans les 3 jours.\n"))
    (path,) = folder.iterdir()
    page = client.get(reverse("demo:email", args=[path.stem, 0])).content.decode()
    assert "Bonjour é," in page
    assert 'href="http://localhost:8000/compte/confirmer/abc:d-e/"' in page


def test_a_line_of_hyphens_does_not_cut_an_email(client, folder, db):
    send(("Trait", f"Avant\n{'-' * 79}\nAprès"), ("Autre", "Fin"))
    (path,) = folder.iterdir()
    first = client.get(reverse("demo:email", args=[path.stem, 0])).content.decode()
    second = client.get(reverse("demo:email", args=[path.stem, 1])).content.decode()
    assert "Avant" in first and "Après" in first
    assert "Fin" in second


def test_markup_in_an_email_is_text(client, folder, db):
    send(("<script>alert(1)</script>", "<img src=x onerror=alert(1)>"))
    (path,) = folder.iterdir()
    page = client.get(reverse("demo:email", args=[path.stem, 0])).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page


def test_no_other_file_is_read(client, folder, db):
    (folder.parent / "secret.log").write_text("Subject: secret\n\nsecret")
    for name in ("..%2Fsecret", "secret", "absent"):
        assert client.get(f"/demo/courriels/{name}/0/").status_code == 404
    send(("Seul", "Un"))
    (path,) = folder.iterdir()
    assert client.get(reverse("demo:email", args=[path.stem, 1])).status_code == 404


def test_it_tells_when_there_is_none(client, folder, db):
    answer = client.get(reverse("demo:emails"))
    assert (answer.status_code, b"thread-row" in answer.content) == (200, False)


def test_the_page_is_for_demo_mode_only(client, db, settings):
    assert not settings.DEMO
    assert client.get("/demo/courriels/").status_code == 404
