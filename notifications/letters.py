"""Letters: how one is written, and those that are put together only when they leave.

    register("digest", compose)

`compose(person)` runs in their language and time zone, and returns the Letter of what they may see at that moment, None
when there is nothing to say. An email of such a kind keeps no words while it waits for a mail server that is away.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from content.text import one_line
from notifications.models import Choices, Email

SITE_NAME = "Espace Aluminium"
SALT = "notifications.letters"
ALL, DIGEST = "news", "digest"  # every notification; the summary of the week
_composers = {}


class Later(Exception):
    """The letter waits for its reader's next working hours; the argument is when these begin."""


@dataclass(frozen=True)
class Letter:
    """What leaves; `sent()` is called in the transaction that notes that it did."""

    subject: str
    text: str
    html: str = ""
    headers: dict = field(default_factory=dict)
    sent: Callable[[], None] = lambda: None


def register(kind, compose):
    if _composers.setdefault(kind, compose) != compose:
        raise ValueError(f"Two kinds of letter are named {kind}.")


def let_wait(kind, people):
    """Let an email of this kind wait for each of these people, but for whom one waits."""
    now = timezone.now()
    emails = [Email(kind=kind, person=person, to=person.email, next_try_at=now) for person in people]
    Email.objects.bulk_create(emails, ignore_conflicts=True)


def letter_of(email):
    """Return the Letter that an email is now, None when there is nothing to send any more. Raises Later."""
    if not email.kind:
        return Letter(subject=email.subject, text=email.text, html=email.html)
    person = get_user_model().objects.filter(pk=email.person_id, is_active=True, closed_at=None).first()
    if person is None:
        return None
    now = timezone.now()
    opening = Choices.of(person).next_open(now)
    if opening > now:
        raise Later(opening)
    with translation.override(person.language), timezone.override(person.zone):
        return _composers[email.kind](person)


def render(name, context):
    """Return (subject, text, html) of emails/<name>.txt, whose first line is the subject, and emails/<name>.html."""
    context = {**context, "site_name": SITE_NAME, "site_url": settings.SITE_URL}
    subject, _line_end, text = render_to_string(f"emails/{name}.txt", context).strip().partition("\n")
    subject = one_line(subject)
    html = render_to_string(f"emails/{name}.html", {**context, "subject": subject})
    return subject, text.strip(), css_inline.inline(html, load_remote_stylesheets=False)


def absolute(path):
    return f"{settings.SITE_URL}{path}" if path else ""


def list_headers(name, stop):
    """Return the headers by which mail programs sort these letters, and stop them in one click (RFC 2919, 8058)."""
    return {
        "List-Id": f"{SITE_NAME} <{name}.{urlsplit(settings.SITE_URL).hostname}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def thread_headers(topic):
    """Return the headers that keep all letters of one topic (« thread:42 ») together."""
    root = f"<{topic.replace(':', '-')}@{urlsplit(settings.SITE_URL).hostname}>"
    return {"In-Reply-To": root, "References": root}


def stop_address(person, what):
    """Return the address that stops letters without a sign-in: whoever has the letter can do that and no more."""
    return absolute(reverse("notifications:stop", args=[signing.dumps([person.pk, what], salt=SALT)]))


def read_stop(token):
    """Return (person, what) of an address that we signed, None for any other or when the account is closed."""
    try:
        pk, what = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = get_user_model().objects.filter(pk=pk, closed_at=None).first()
    return person and (person, what)
