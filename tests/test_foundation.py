"""What every answer carries, and the pages that belong to no app."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": "x" * 60,
    "SITE_URL": "https://espace.exemple.test",
    "DATABASE_URL": "postgres://espace@localhost/espace",
    "REDIS_URL": "redis://localhost/0",
    "EMAIL_URL": "smtp://localhost:25",
    "DEFAULT_FROM_EMAIL": "Espace <nepasrepondre@exemple.test>",
    "PRIVACY_OFFICER": "Une Personne, vieprivee@exemple.test",
}


def read_settings(environment, expression="None"):
    code = f"from config import settings as s; print(repr(({expression})))"
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=settings.ROOT, env={**kept, **environment}, capture_output=True, text=True)


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "PRODUCTION"])
def test_production_refuses_to_start_without_its_secrets(name, tmp_path):
    left = {key: value for key, value in PRODUCTION.items() if key != name}
    done = read_settings({**left, "ESPACE_DATA": str(tmp_path)})
    assert done.returncode != 0
    assert f"PRODUCTION=1 needs these environment variables: {name}" in done.stderr


def test_production_starts_with_them(tmp_path):
    done = read_settings({**PRODUCTION, "ESPACE_DATA": str(tmp_path)}, "s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS")
    assert done.stdout.strip() == "(True, 31536000)"


@pytest.mark.parametrize("address", ["http://espace.exemple.test", "http://192.168.1.4:8000", "http://0.0.0.0:8000"])
def test_demo_accounts_exist_on_a_loopback_address_only(address, tmp_path):
    done = read_settings({"DEMO": "1", "SITE_URL": address, "ESPACE_DATA": str(tmp_path)})
    assert "loopback" in done.stderr
    assert read_settings({"DEMO": "1", "ESPACE_DATA": str(tmp_path)}).returncode == 0


def test_the_secret_of_an_embedded_installation_is_its_own(tmp_path):
    first = read_settings({"ESPACE_DATA": str(tmp_path)}, "s.SECRET_KEY").stdout
    assert len(first) > 60
    assert read_settings({"ESPACE_DATA": str(tmp_path)}, "s.SECRET_KEY").stdout == first
    assert oct((tmp_path / "secret_key").stat().st_mode)[-3:] == "600"


def test_every_answer_carries_its_headers(client, thread, camille):
    for address in ("/", thread.get_absolute_url(), "/compte/connexion/", "/absent/"):
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert re.search(r"script-src 'self' 'nonce-[\w+/=-]+'", policy)
        assert "default-src 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
    client.force_login(camille)
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_pages_have_no_inline_style_or_handler(client, thread, room, camille):
    client.force_login(camille)
    for address in (
        "/",
        "/fils/",
        "/babillards/",
        thread.get_absolute_url(),
        room.get_absolute_url(),
        "/compte/profil/",
    ):
        page = client.get(address).content.decode()
        assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
        assert not re.search(r"(src|href)=\"(https?:)?//", page)


def test_health_says_whether_pages_can_be_made(client, db):
    answer = client.get("/healthz")
    assert (answer.status_code, json.loads(answer.content)["status"]) == (200, "ok")


def test_robots_are_kept_from_people(client, db):
    text = client.get("/robots.txt").content.decode()
    for path in ("admin", "compte", "direct", "personnes"):
        assert f"Disallow: /{path}/" in text


def test_there_is_an_icon_where_browsers_look(client, db):
    assert client.get("/favicon.ico").url.startswith("/static/mark")


def test_error_pages_are_the_products(client, db, camille):
    for language, sentence in (("fr-ca", "Cette page n’existe pas"), ("en-ca", "This page does not exist")):
        camille.language = language
        camille.save()
        client.force_login(camille)
        answer = client.get("/absent/")
        assert answer.status_code == 404
        assert sentence in answer.content.decode()


def test_a_stale_form_gives_its_text_back(thread, camille):
    client = Client(enforce_csrf_checks=True)
    client.force_login(camille)
    answer = client.post(f"/fils/{thread.pk}/repondre/", {"body": "Ma longue réponse.", "password": "secret-1"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Ma longue réponse." in page
    assert "secret-1" not in page
    assert thread.posts.count() == 1


def test_an_error_page_needs_nothing(client, db, monkeypatch):
    from config import views

    answer = views.server_error(None)
    assert answer.status_code == 500
    assert "Espace Aluminium" in answer.content.decode()


def test_a_foreign_host_is_refused(client, db):
    assert client.get("/", headers={"Host": "mechant.exemple"}).status_code == 400
