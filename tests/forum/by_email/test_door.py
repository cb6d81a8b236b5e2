"""The door by which emails come in: who may bring what, and what it answers to everything else."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from forum.by_email.reading import Unreadable, read
from forum.jobs import run_due
from forum.models import IncomingEmail
from tests.build import make_post
from tests.forum.by_email.conftest import ADDRESS, SECRET, address_in, answer, bring, signed

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = b"From: camille@example.org\r\nTo: x@example.org\r\n"
LETTERS = Path(__file__).parent / "letters"
PIPE = Path(__file__).resolve().parents[3] / "docs" / "incoming-email.py"


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "sha256=",
        "sha256=" + "0" * 64,
        signed(b"another"),
        signed(HEAD + b"\r\nOui.").removeprefix("sha256="),
        "é\x00",
    ],
)
def test_a_wrong_signature_is_refused(client, signature):
    assert bring(client, HEAD + b"\r\nOui.", **{"X-Espace-Signature": signature}) == (403, "wrong signature")


def test_a_right_signature_needs_no_cookie_nor_token():
    assert bring(Client(enforce_csrf_checks=True), HEAD + b"\r\nOui.") == (200, "unknown address")


def test_other_methods_and_types(client):
    raw = HEAD + b"\r\nOui."
    assert client.get(ADDRESS).status_code == 405
    for kind in ("text/plain", "application/json", "multipart/form-data; boundary=x", ""):
        got = client.post(ADDRESS, raw, content_type=kind, headers={"X-Espace-Signature": signed(raw)})
        assert got.status_code == 415


def test_what_is_too_large(client):
    raw = HEAD + b"\r\n" + b"a" * 10_000_000
    assert bring(client, raw) == (413, "too large")


@pytest.mark.parametrize("raw", [b"\n", b"\x00", b"\xff" * 400, b"no header here", b"From:\r\n\r\nx"])
def test_what_is_no_email(client, raw):
    assert bring(client, raw) == (400, "unreadable")


def test_while_the_database_is_away_it_is_to_be_brought_again(client, thread, camille, noe, letter_to, monkeypatch):
    def away(*_args):
        raise OperationalError

    make_post(thread, noe)
    email = answer(letter_to(camille), "Oui.")
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("forum.by_email.actions.seen", away)
        assert bring(client, email)[0] == 503
    assert bring(client, email) == (200, "posted")


def part(body, *headers):
    return HEAD + b"MIME-Version: 1.0\r\n" + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body


def test_words_in_every_wrapping():
    said = {
        "cp1252": part("Déjà scié".encode("cp1252"), b"Content-Type: text/plain; charset=windows-1252"),
        "no charset": part("Déjà scié".encode(), b"Content-Type: text/plain"),
        "wrong charset": part("Déjà scié".encode("cp1252"), b"Content-Type: text/plain; charset=utf-8"),
        "unknown charset": part("Déjà scié".encode(), b"Content-Type: text/plain; charset=martien"),
        "slow charset": part("Déjà scié".encode(), b"Content-Type: text/plain; charset=punycode"),
        "no type": part("Déjà scié".encode()),
        "base64": part(
            b"RMOpasOgIHNjacOp", b"Content-Type: text/plain; charset=utf-8", b"Content-Transfer-Encoding: base64"
        ),
        "quoted": part(b"D=C3=A9j=C3=A0 sci=C3=\r\n=A9", b"Content-Transfer-Encoding: quoted-printable"),
        "html": part("<p>D&eacute;jà <b>scié</b></p>".encode(), b"Content-Type: text/html; charset=utf-8"),
        "nul": part("D\x00éjà scié\x00".encode(), b"Content-Type: text/plain; charset=utf-8"),
        "nested": part(
            b"--a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            + b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            + "Déjà scié".encode()
            + b"\r\n--b--\r\n--a--",
            b"Content-Type: multipart/alternative; boundary=a",
        ),
        "flowed": part("Déjà \r\nscié".encode(), b"Content-Type: text/plain; charset=utf-8; format=flowed"),
    }
    assert {name: read(raw).words for name, raw in said.items()} == dict.fromkeys(said, "Déjà scié")


def test_an_attached_email_stays_closed():
    inner = HEAD + b"\r\nLes mots d'un autre."
    raw = part(
        b"--a\r\n\r\nVoici.\r\n--a\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--a--",
        b"Content-Type: multipart/mixed; boundary=a",
    )
    assert (read(raw).words, read(raw).files) == ("Voici.", [])


def test_a_thousand_parts_in_one_another():
    raw = HEAD
    for n in range(1000):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
    with suppress(Unreadable):
        assert read(raw + b"\r\nOui.").words == ""


PIECES = st.sampled_from(
    [
        *(
            b"From: ",
            b"a@b.ca",
            b"To: ",
            b"Content-Type: ",
            b"multipart/mixed; boundary=",
            b"text/html",
            b"charset=",
            b"\r\n",
        ),
        *(
            b"\r\n\r\n",
            b"--x",
            b"--x--",
            b"=?utf-8?q?=ff?=",
            b"=?x",
            b"<",
            b">",
            b";",
            b'"',
            b"(",
            b"\x00",
            b"\xff",
            b"Message-ID: ",
        ),
        *(
            b"Content-Disposition: attachment; filename*=",
            b"utf-8''%ff",
            b"base64",
            b"Content-Transfer-Encoding: ",
            b"x-uuencode",
        ),
        *(b"[", b"]", b":", b"@", b",", b"On 1 wrote:\n> a\n", b"Reply-To: ", b"message/rfc822", b"x"),
    ]
)


@limits(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(PIECES, st.binary(max_size=8)), max_size=40).map(b"".join))
def test_no_bytes_break_it(client, tail):
    assert bring(client, HEAD + tail)[0] in (200, 400)
    assert bring(client, b"X: y\n" + tail)[0] in (200, 400)


def test_what_came_is_forgotten_once_its_address_is_worth_nothing(clock, thread, camille):
    IncomingEmail.objects.create(person=camille, digest="x")
    clock.shift(99 * 86_400)
    run_due()
    assert IncomingEmail.objects.exists()
    clock.shift(2 * 86_400)
    run_due()
    assert not IncomingEmail.objects.exists()


def test_the_program_of_the_docs_brings_it(live_server, thread, camille, noe, letter_to):
    make_post(thread, noe)
    letter = letter_to(camille)

    def run(email, secret=SECRET, url=live_server.url):
        environment = {"PATH": os.environ["PATH"], "SITE_URL": url, "INBOUND_SECRET": secret}
        return subprocess.run([sys.executable, PIPE], input=email, env=environment, capture_output=True, timeout=60)

    assert run(answer(letter, "Par Postfix.").as_bytes()).returncode == 0
    assert thread.posts.order_by("number").last().body == "Par Postfix."
    # Postfix tries 75 again, and tells the sender of the others.
    wrong = run(HEAD, secret="x" * 32)
    assert wrong.returncode == 77 and b"403" in wrong.stderr
    assert run(HEAD, url="http://localhost:1").returncode == 75
    assert run(b"\x00").returncode == 65
    assert address_in(letter)


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"INBOUND_ADDRESS": "reponse@exemple.ca"}, "INBOUND_SECRET"),
        ({"INBOUND_SECRET": SECRET}, "INBOUND_ADDRESS"),
        (
            {"INBOUND_ADDRESS": "une-reponse-beaucoup-trop-longue@exemple.ca", "INBOUND_SECRET": SECRET},
            "INBOUND_ADDRESS",
        ),
        ({"INBOUND_ADDRESS": "reponse@exemple.ca", "INBOUND_SECRET": "court"}, "INBOUND_SECRET"),
    ],
)
def test_half_a_setup_stops_the_program(tmp_path, variables, complaint):
    environment = {"PATH": os.environ["PATH"], "ESPACE_DATA": str(tmp_path), **variables}
    done = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        env=environment,
        capture_output=True,
        text=True,
        cwd=PIPE.parents[1],
    )
    assert done.returncode != 0 and complaint in done.stderr.splitlines()[-1]
