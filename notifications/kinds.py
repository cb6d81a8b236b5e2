"""The kinds of notification, which other apps join: how each is drawn, and who may still read about what.

    register(
        "decision",
        label=_("Decisions of moderators"),
        template="moderation/_decision_notice.html",
        visible=Decision.objects.told_to,
    )

A row tells what happened, never keeps the words of others: what it is about is found
again by `visible` whenever it is shown, and what is gone or closed is told without it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_kinds = {}
QUIET = timedelta(minutes=10)  # what comes meanwhile leaves in the same email


class Channel(TextChoices):
    """How a person wants to be told of a kind of thing."""

    BOTH = "both", _("On the site and by email")
    PAGE = "page", _("On the site")
    EMAIL = "email", _("By email")
    NONE = "none", _("Not at all")

    @property
    def on_page(self):
        return self in (Channel.BOTH, Channel.PAGE)

    @property
    def by_email(self):
        return self in (Channel.BOTH, Channel.EMAIL)


@dataclass(frozen=True)
class Kind:
    """`template` draws the inside of a row, with `notification` and `about` in its context; an email says its words.

    `visible(user)` returns the queryset of what that person may read about, ready to be drawn.
    `address(user, about)` returns where opening it leads; "" stays on the list.

    `label` names it where people choose how they are told, `channel` is how until they do; a kind that is chosen
    together with another one gives that one's name instead, `same_as`. Its email leaves `at_once`, else after QUIET.
    `title(about)` is the subject of an email that speaks of nothing else. `excerpts(user, notification, about)` returns
    the newest Excerpts to show in an email, of what came since `notification.mailed_at`; None where there are none.
    `answer_to(user, about)` returns the address at which that person may answer by email, "" where they may not.
    """

    template: str
    visible: Callable[[Any], QuerySet]
    address: Callable[[Any, Any], str] = lambda user, about: about.get_absolute_url()
    label: str | Promise = ""
    channel: Channel = Channel.BOTH
    same_as: str = ""
    at_once: bool = False
    title: Callable[[Any], str] = lambda about: ""
    excerpts: Callable[[Any, Any, Any], list] | None = None
    answer_to: Callable[[Any, Any], str] = lambda user, about: ""


@dataclass(frozen=True)
class Excerpt:
    """The beginning of what somebody wrote, in plain text."""

    author: Any
    text: str
    language: str


def register(name, **kind):
    kind = Kind(**kind)
    if bool(kind.label) == bool(kind.same_as):
        raise ValueError(f"People choose how they are told of {name} by its label, or with another kind.")
    if _kinds.setdefault(name, kind) != kind:
        raise ValueError(f"Two kinds of notification are named {name}.")


def chosen():
    """Return {name: Kind} of the kinds for which people choose how they are told, as they were registered."""
    return {name: kind for name, kind in _kinds.items() if kind.label}


def choice_of(name):
    """Return (the name under which a kind is chosen, how it is told by default)."""
    kind = _kinds.get(name)
    if kind is None:  # of another version of the program
        return name, Channel.PAGE
    return (kind.same_as, _kinds[kind.same_as].channel) if kind.same_as else (name, kind.channel)


def wait_of(name):
    """Return how long the email about something of this kind waits for what else comes."""
    return timedelta(0) if name in _kinds and _kinds[name].at_once else QUIET


def with_about(user, notifications):
    """Give each notification its `kind_of` and its `subject` (None when it may not be seen): one query per kind."""
    ids = {}
    for notification in notifications:
        if notification.kind in _kinds and notification.about_id:
            ids.setdefault(notification.kind, set()).add(notification.about_id)
    found = {name: _kinds[name].visible(user).in_bulk(wanted) for name, wanted in ids.items()}
    for notification in notifications:
        notification.kind_of = _kinds.get(notification.kind)
        notification.subject = found.get(notification.kind, {}).get(notification.about_id)
    return notifications


def address_of(user, notification):
    """Return where opening this notification leads, "" when there is nothing to see any more."""
    with_about(user, [notification])
    return notification.kind_of.address(user, notification.subject) if notification.subject else ""
