"""How the rows of notifications are written: at once, or two hundred at a time when many are told."""

from operator import attrgetter

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from live.publish import tell_people
from notifications.kinds import wait_of
from notifications.models import Broadcast, Choices, Notification

MOST_AT_ONCE = 200  # people told in the transaction of what happened


def tell(people, *, kind, actor, topic, **what):
    """Write the rows of `notify` for the people with these keys, as each of them wants to be told; return them."""
    channels = Choices.channels_of(people, kind) if people else {}
    due = timezone.now() + wait_of(kind)
    rows = [
        Notification(
            recipient_id=pk,
            kind=kind,
            actor=actor,
            topic=topic,
            on_page=channel.on_page,
            mail_at=due if channel.by_email else None,
            **what,
        )
        for pk, channel in channels.items()
        if channel.on_page or channel.by_email
    ]
    if topic:
        # Row by row the database decides, under its lock, whether there is one to join: two who write at once, or
        # someone who reads meanwhile, lose nothing.
        rows = Notification.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["recipient", "topic", "kind"],
            # Unread again too, should a process of the build before have read one without taking its topic from it.
            update_fields=["actor", "number", "created_at", "read_at", "on_page", "mail_at"],
        )
        through = Notification.actors.through
        joined = [through(notification_id=row.pk, user_id=actor.pk) for row in rows] if actor else []
        through.objects.bulk_create(joined, ignore_conflicts=True)
    else:
        rows = Notification.objects.bulk_create(rows)
    seen = {row.recipient_id for row in rows if row.on_page}
    if seen:
        transaction.on_commit(lambda: tell_people(seen), robust=True)
    return rows


def join_twins(rows, topic):
    """Put rows into those that tell the same people the same of another topic; return the keys of these."""
    twin = Notification.objects.filter(topic=topic, recipient=OuterRef("recipient"), kind=OuterRef("kind"))
    rows = list(rows.annotate(twin=Subquery(twin.values("pk"))).exclude(twin=None))
    twins = Notification.objects.in_bulk([row.twin for row in rows])
    through, joined = Notification.actors.through, {row.pk: row.twin for row in rows}
    actors = through.objects.filter(notification__in=joined).values_list("notification", "user")
    through.objects.bulk_create(
        [through(notification_id=joined[pk], user_id=actor) for pk, actor in actors], ignore_conflicts=True
    )
    for row in rows:
        latest = max(row, twins[row.twin], key=attrgetter("created_at"))
        twins[row.twin].actor_id, twins[row.twin].created_at = latest.actor_id, latest.created_at
        twins[row.twin].mail_at = twins[row.twin].mail_at or row.mail_at
    Notification.objects.bulk_update(twins.values(), ["actor", "created_at", "mail_at"])
    Notification.objects.filter(pk__in=joined).delete()
    if rows:
        transaction.on_commit(lambda: tell_people({row.recipient_id for row in rows}), robust=True)
    return list(twins)


def tell_next():
    """Tell the next two hundred people of the oldest broadcast; return whether there was one."""
    with transaction.atomic():
        broadcast = Broadcast.objects.select_for_update().order_by("pk").first()
        if broadcast is None:
            return False
        now, later = broadcast.recipients[:MOST_AT_ONCE], broadcast.recipients[MOST_AT_ONCE:]
        names = ("kind", "actor", "about", "data", "topic", "number")
        tell(now, **{name: getattr(broadcast, name) for name in names})
        if later:
            broadcast.recipients = later
            broadcast.save(update_fields=["recipients"])
        else:
            broadcast.delete()
    return True
