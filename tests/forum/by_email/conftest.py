"""A site that takes answers by email, and what brings them."""

import hashlib
import hmac
from email.message import EmailMessage
from email.utils import parseaddr

import pytest

from tests.notifications.conftest import clock, mailbox  # noqa: F401, fixtures
from tests.notifications.test_letters import wait

ADDRESS = "/courriel/entrant/"
SECRET = "un secret de trente-deux caractères"


@pytest.fixture(autouse=True)
def takes_email(settings):
    settings.INBOUND_ADDRESS, settings.INBOUND_SECRET = "reponse@reponses.example", SECRET


@pytest.fixture
def letter_to(clock, mailbox):  # noqa: F811
    """Return the next letter that this person gets, as a mail server received it."""

    def letter_to(person):
        wait(clock)
        return mailbox.to(person)[-1]

    return letter_to


def answer(letter, words, *, sender=None, **headers):
    """Return an answer to a letter as a mail program writes it."""
    email = EmailMessage()
    email["From"] = f"Moi <{sender or letter['To']}>"
    email["To"] = letter["Reply-To"]
    email["Subject"] = f"Re: {letter['Subject']}"
    email["Message-ID"] = f"<{hashlib.sha256(words.encode()).hexdigest()[:20]}@poste.example>"
    email["In-Reply-To"] = letter["Message-ID"]
    for name, value in headers.items():
        del email[name.replace("_", "-")]
        email[name.replace("_", "-")] = value
    email.set_content(words)
    return email


def signed(raw):
    return "sha256=" + hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()


def bring(client, email, **extra):
    """Bring an email, or raw bytes, to the site; return (status, word)."""
    raw = email if isinstance(email, bytes) else email.as_bytes()
    headers = {"X-Espace-Signature": signed(raw), **extra}
    got = client.post(ADDRESS, raw, content_type="message/rfc822", headers=headers)
    return got.status_code, got.content.decode().strip()


def address_in(letter):
    return parseaddr(letter["Reply-To"])[1]
