"""The letter of what a person was told: a mention at once, the rest together after some minutes."""

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formataddr
from functools import partial
from html import unescape

import nh3
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe

from notifications.kinds import choice_of, with_about
from notifications.letters import (
    ALL,
    SITE_NAME,
    Letter,
    absolute,
    let_wait,
    list_headers,
    render,
    stop_address,
    thread_headers,
)
from notifications.models import Email, Notification

MOST_READ = 100
MOST_TOLD = 20  # in one letter; the rest is a number
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Item:
    """One notification as a letter says it."""

    kind: str
    topic: str
    title: str
    html: str
    lines: list
    address: str
    excerpts: list
    answer_to: Callable[[], str]


def write_due():
    """Let an email wait for each person to whom something is due, and who has none that waits."""
    now = timezone.now()
    waits = Email.objects.filter(person=OuterRef("recipient"), kind=ALL, next_try_at__isnull=False)
    due = Notification.objects.to_mail().filter(~Exists(waits), mail_at__lte=now).select_related("recipient")
    people = {row.recipient for row in due.only("recipient__email").order_by("mail_at")[:MOST_AT_ONCE]}
    let_wait(ALL, people)


def compose(person):
    """Return the letter of everything that is to be told this person by email and that they may still see, or None."""
    started = timezone.now()
    rows = Notification.objects.to_mail().filter(recipient=person).for_list().order_by("-created_at", "-pk")
    rows = list(rows[:MOST_READ])
    items = [item_of(person, row) for row in with_about(person, rows) if row.subject]
    items = [item for item in items if item]
    told = Notification.objects.filter(pk__in=[row.pk for row in rows], created_at__lte=started)
    if not items:
        told.update(mail_at=None)
        return None
    return letter_about(person, items, sent=lambda: note_told(told, started))


def note_told(rows, moment):
    """Note that an email told of these rows: what joins them from now on is due anew."""
    rows.filter(on_page=False).update(read_at=moment, topic=None)
    rows.update(mail_at=None, mailed_at=moment)


def item_of(person, row):
    """Return the Item of a notification that was given its subject, None when nothing of it is new or to be seen."""
    kind, about = row.kind_of, row.subject
    excerpts = kind.excerpts(person, row, about) if kind.excerpts else []
    if kind.excerpts:
        if not excerpts:
            return None
        # It says who wrote what is shown, not who wrote before.
        row.actor, row.people = excerpts[-1].author, len({excerpt.author.pk for excerpt in excerpts})
    drawn = render_to_string(kind.template, {"notification": row, "about": about})
    lines = [line.strip() for line in unescape(strip_tags(drawn)).splitlines() if line.strip()]
    return Item(
        kind=row.kind,
        topic=row.topic or "",
        title=kind.title(about),
        html=mark_safe(nh3.clean(drawn, tags={"b", "span"}, attributes={"span": {"lang"}})),
        lines=lines,
        address=absolute(kind.address(person, about)),
        excerpts=excerpts,
        answer_to=partial(kind.answer_to, person, about),
    )


def letter_about(person, items, sent):
    topics, titles = {item.topic for item in items}, {item.title for item in items}
    kinds = {choice_of(item.kind)[0] for item in items}
    # What stops it: the one kind of thing that it tells of, or all of them.
    stop = stop_address(person, kinds.pop() if len(kinds) == 1 else ALL)
    one_topic = topics.pop() if len(topics) == 1 else ""
    answer_to = items[0].answer_to() if one_topic else ""
    context = {
        "person": person,
        "items": items[:MOST_TOLD],
        "more": max(len(items) - MOST_TOLD, 0),
        "title": titles.pop() if len(titles) == 1 else "",
        "others": len(items) - 1,
        "answer_to": answer_to,
        "stop": stop,
        "choices": absolute(reverse("notifications:choices")),
        "list": absolute(reverse("notifications:list")),
    }
    subject, text, html = render("news", context)
    headers = list_headers("notifications", stop)
    if one_topic:
        headers |= thread_headers(one_topic)
    if answer_to:
        headers["Reply-To"] = formataddr((SITE_NAME, answer_to))
    return Letter(subject=subject, text=text, html=html, headers=headers, sent=sent)
