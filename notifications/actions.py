"""Every way to tell people something, and what they do with it."""

from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from content.text import clean, one_line
from live.publish import tell_people
from notifications.jobs import deliver_email, tell_the_rest, write_letters
from notifications.kinds import Channel, chosen
from notifications.models import Broadcast, Choices, Email, Notification
from notifications.telling import MOST_AT_ONCE, join_twins, tell


def notify(recipients, *, kind, actor=None, about=None, data=None, topic=None, number=None):
    """Tell people that something happened, in the caller's transaction; return the rows.

    Nobody is told of what they did themselves, nor twice; each as they chose for this kind: on the page, by email, both
    or not at all. The caller has asked who may see it. More than 200
    people are told by a job: their keys are one row, and no rows are returned.

    With a `topic` (« thread:42 ») it joins what each of them has not read yet of this kind there, and is read with the
    `number` it has in that stream (read_up_to). The row keeps what the first of them was about.
    """
    people = sorted({person.pk for person in recipients} - {getattr(actor, "pk", None)})
    what = {"kind": kind, "actor": actor, "about": about, "data": data or {}, "topic": topic, "number": number}
    if len(people) > MOST_AT_ONCE:
        Broadcast.objects.create(recipients=people, **what)
        # The row is the truth: what a lost job leaves is told with the ticker (jobs.run_due).
        transaction.on_commit(lambda: tell_the_rest.enqueue(), robust=True)
        return []
    rows = tell(people, **what)
    if any(row.mail_at and row.mail_at <= timezone.now() for row in rows):
        transaction.on_commit(lambda: write_letters.enqueue(), robust=True)
    return rows


def mark_read(*, person, notification):
    """Note that a person opened a notification of theirs."""
    return _mark_read(person, Notification.objects.filter(pk=notification.pk))


def mark_read_about(*, person, kind, about):
    """Note that a person has seen, where it stands, what these notifications are about: keys, or a query for them."""
    return _mark_read(person, Notification.objects.filter(kind=kind, about_id__in=about))


def mark_all_read(*, person):
    """Note that a person has seen all they were told until now."""
    return _mark_read(person, Notification.objects.all())


def read_up_to(*, person, topic, number):
    """Note that a person has read a stream up to this number: what they were told of it until there is read."""
    return _mark_read(person, Notification.objects.filter(topic=topic, number__lte=number))


def carry(*, topic, to, number, **about):
    """Let what people were told of a stream and have not read gather in another one, to be read there up to `number`.

    Both are locked by the caller. `about` narrows it, in the words of a queryset.
    """
    rows = Notification.objects.filter(topic=topic, **about)
    twins = join_twins(rows, to)
    rows.update(topic=to, number=number)
    Notification.objects.filter(pk__in=twins).update(number=number)
    Broadcast.objects.filter(topic=topic, **about).update(topic=to, number=number)


def _mark_read(person, rows):
    with transaction.atomic():
        changed = rows.filter(recipient=person).unread().update(read_at=timezone.now(), topic=None)
        if changed:
            transaction.on_commit(lambda: tell_people([person.pk]), robust=True)
    return changed


def choose(*, person, **said):
    """Keep how a person wants to be told: some of the fields of Choices; return the row."""
    choices, _created = Choices.objects.update_or_create(person=person, defaults=said)
    return choices


def stop_digest(*, person):
    """Send a person no more summary of the week."""
    return choose(person=person, digest=False)


def stop_emails(*, person, kind=None):
    """Tell a person by email no more of a kind of thing, of nothing without one; the page goes on telling."""
    with transaction.atomic():
        choices, _created = Choices.objects.select_for_update().get_or_create(person=person)
        names = [kind] if kind else chosen()
        stopped = {name: Channel.PAGE for name in names if choices.channel(name).by_email}
        choices.channels = {**choices.channels, **stopped}
        choices.save(update_fields=["channels"])
    return choices


def revoke_addresses(*, person):
    """Let no address at which a person answers by email be worth anything any more, but those of letters to come."""
    with transaction.atomic():
        choices, _created = Choices.objects.select_for_update().get_or_create(person=person)
        choices.addresses_revoked += 1
        choices.save(update_fields=["addresses_revoked"])
    return choices


def send_email(*, to, subject, text, html=""):
    """Write an email that leaves once the caller's transaction is committed; return its row.

    `to` is one bare address; a subject is one line whatever was typed into it. Raises ValidationError.
    """
    validate_email(to)
    subject = one_line(clean(subject))[:200]
    with transaction.atomic():
        email = Email.objects.create(to=to, subject=subject, text=text, html=html)
        # The row is the truth: an email whose job is lost leaves with the ticker (jobs.run_due).
        transaction.on_commit(lambda: deliver_email.enqueue(email.pk), robust=True)
    return email
