"""The kinds of notification, which other apps join: how each is drawn, and who may still read about what.

    register("decision", template="moderation/_decision_notice.html", visible=Decision.objects.told_to)

A row tells what happened, never keeps the words of others: what it is about is found
again by `visible` whenever it is shown, and what is gone or closed is told without it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

_kinds = {}


@dataclass(frozen=True)
class Kind:
    """`template` draws the inside of a row, with `notification` and `about` in its context.

    `visible(user)` returns the queryset of what that person may read about, ready to be drawn.
    `address(user, about)` returns where opening it leads; "" stays on the list.
    """

    template: str
    visible: Callable[[Any], QuerySet]
    address: Callable[[Any, Any], str] = lambda user, about: about.get_absolute_url()


def register(name, **kind):
    if _kinds.setdefault(name, Kind(**kind)) != Kind(**kind):
        raise ValueError(f"Two kinds of notification are named {name}.")


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
