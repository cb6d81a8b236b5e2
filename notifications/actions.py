"""Every way to tell people something, and what they do with it."""

from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from content.text import clean
from live.publish import tell_people
from notifications.jobs import deliver_email
from notifications.models import Email, Notification


def notify(recipients, *, kind, actor=None, about=None, data=None):
    """Tell people that something happened, in one insert of the caller's transaction; return the rows.

    Nobody is told of what they did themselves, nor twice. The caller has asked who may see it.
    """
    people = {person.pk for person in recipients} - {getattr(actor, "pk", None)}
    rows = Notification.objects.bulk_create(
        Notification(recipient_id=pk, kind=kind, actor=actor, about=about, data=data or {}) for pk in sorted(people)
    )
    if people:
        transaction.on_commit(lambda: tell_people(people), robust=True)
    return rows


def mark_read(*, person, notification):
    """Note that a person opened a notification of theirs."""
    return _mark_read(person, Notification.objects.filter(pk=notification.pk))


def mark_all_read(*, person):
    """Note that a person has seen all they were told until now."""
    return _mark_read(person, Notification.objects.all())


def _mark_read(person, rows):
    with transaction.atomic():
        changed = rows.visible_to(person).unread().update(read_at=timezone.now())
        if changed:
            transaction.on_commit(lambda: tell_people([person.pk]), robust=True)
    return changed


def send_email(*, to, subject, text, html=""):
    """Write an email that leaves once the caller's transaction is committed; return its row.

    `to` is one bare address; a subject is one line whatever was typed into it. Raises ValidationError.
    """
    validate_email(to)
    subject = " ".join(clean(subject).split())[:200]
    with transaction.atomic():
        email = Email.objects.create(to=to, subject=subject, text=text, html=html)
        # The row is the truth: an email whose job is lost leaves with the ticker (jobs.run_due).
        transaction.on_commit(lambda: deliver_email.enqueue(email.pk), robust=True)
    return email
