"""The addresses at which an answer by email is taken: one for each person and thread, signed.

    reponse+<48 letters>@reponses.espace.example

The letters are base32, for mail servers may change their case, and with the name before them they stay under the 64
octets of RFC 5321. They hold who may answer where, the day of the letter, and how often that person revoked such
addresses before; then the signature.
"""

import base64
import re
import time
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from forum.permissions import can_reply_by_email
from notifications.models import Choices

SALT = "forum.by_email"
DAY, LASTS = 86_400, 90  # seconds; days
PARTS = (6, 6, 2, 2)  # bytes: person, thread, day, how often revoked
SIGNATURE = 14
LETTERS = (sum(PARTS) + SIGNATURE) * 8 // 5


@dataclass(frozen=True)
class Address:
    person_id: int
    thread_id: int
    day: int
    revoked: int

    @property
    def is_old(self):
        return today() > self.day + LASTS


def today():
    return int(time.time() // DAY)


def address_for(person, thread):
    """Return the address at which this person answers in a thread; "" where they may not, or nobody may by email."""
    if not settings.INBOUND_ADDRESS or not can_reply_by_email(person, thread):
        return ""
    values = (person.pk, thread.pk, today(), Choices.of(person).addresses_revoked % 2**16)
    said = b"".join(value.to_bytes(size, "big") for value, size in zip(values, PARTS, strict=True))
    letters = base64.b32encode(said + signature(said, settings.SECRET_KEY)).decode().lower()
    name, _at, domain = settings.INBOUND_ADDRESS.partition("@")
    return f"{name}+{letters}@{domain}"


def read_address(text):
    """Return the Address that stands somewhere in a text and that we signed, or None; it may be old, or revoked."""
    name, _at, domain = map(re.escape, settings.INBOUND_ADDRESS.partition("@"))
    for letters in re.findall(rf"\b{name}\+([a-z2-7]{{{LETTERS}}})@{domain}\b", text, re.IGNORECASE):
        raw = base64.b32decode(letters.upper())
        said, signed = raw[:-SIGNATURE], raw[-SIGNATURE:]
        if any(constant_time_compare(signed, signature(said, key)) for key in keys()):
            return Address(*split(said))
    return None


def keys():
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def signature(said, key):
    return salted_hmac(SALT, said, secret=key, algorithm="sha256").digest()[:SIGNATURE]


def split(said):
    for size in PARTS:
        yield int.from_bytes(said[:size], "big")
        said = said[size:]
