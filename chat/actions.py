"""Every write a person can cause in a room."""

from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.mentions import called_in
from chat.live import announce
from chat.models import Message, MessageMention, Reaction, Room, RoomEvent, RoomReading
from chat.permissions import (
    can_archive,
    can_change,
    can_moderate,
    can_react,
    can_see,
    can_write,
    is_muted,
    readers_of,
)
from content.actions import attach
from content.drafts import forget_draft
from content.markdown import render
from content.text import AlreadySent, ask_unchanged, digest, guess_language, plain
from live.publish import tell_people
from live.streams import next_version
from notifications.actions import mark_read_about, notify, read_up_to
from search.indexing import keep, prepare

TIME_TO_RESTORE = timedelta(minutes=1)


def send_message(*, author, room, body, client_id, reply_to=None):
    """Store a message once and show it to the room; return (message, created).

    Taking the version locks the room until the commit: the order of numbers is the order
    of commits. The same client_id again returns the message of the first time, however it
    was edited since. Raises PermissionDenied, or AlreadySent when it came with another text.
    """
    html = render_before(body)
    try:
        with transaction.atomic():
            room = next_version(room, last_number=F("last_number") + 1, last_message_at=timezone.now())
            message = _add_message(room, author, body, html, client_id, reply_to)
            # After it is added: a message sent again gets its first answer, also when the room was archived since.
            if not can_write(author, room):
                muted = is_muted(author, room) and _("You have been muted in this room: you may read, not write.")
                raise PermissionDenied(muted or _("You may not write in this room."))
            _read_own(room, author)
            _tell_mentioned(message)
            _tell_other(message)
            forget_draft(person=author, place=room.topic)
            transaction.on_commit(lambda: announce(room, message), robust=True)
    except IntegrityError:
        return _first_time(room, author, client_id, body), False
    return message, True


def render_before(body):
    """Return the HTML of what will be said; what search makes of it is ready then. Both are slow: before any lock."""
    html = render(body)
    prepare(plain(html))
    return html


def send_to_hosted(*, author, rooms, body, html, client_id):
    """Store a message, rendered before, in each of these hosted rooms that is open; nothing where it came before.

    Runs in the transaction of its caller, who asked for the permission and lets no second one in meanwhile. Raises
    AlreadySent when it came with another text.
    """
    rooms = Room.objects.filter(pk__in=[room.pk for room in rooms], archived_at=None)
    sent = dict(Message.objects.filter(author=author, client_id=client_id).values_list("room", "digest"))
    if set(sent.values()) - {digest(body)}:
        raise AlreadySent
    # One after another by their keys: two callers never wait for each other.
    for room in rooms.exclude(pk__in=sent).order_by("pk"):
        room = next_version(room, last_number=F("last_number") + 1, last_message_at=timezone.now())
        message = _add_message(room, author, body, html, client_id)
        _tell_mentioned(message)
        transaction.on_commit(partial(announce, room, message), robust=True)


def _add_message(room, author, body, html, client_id, reply_to=None):
    if reply_to and reply_to.room_id != room.pk:
        raise PermissionDenied(_("You may not write in this room."))
    message = Message.objects.create(
        room=room,
        author=author,
        number=room.last_number,
        version=room.version,
        client_id=client_id,
        digest=digest(body),
        body=body,
        html=html,
        reply_to=reply_to,
        language=guess_language(body, author.language),
    )
    attach(message)
    keep("message", message)
    return message


def _tell_mentioned(message):
    """Tell those whom a message calls and who may read it, once each however often it is edited."""
    muted = message.room.readings.filter(level=RoomReading.Level.NOTHING)
    readers = readers_of(message.room).exclude(pk__in=muted.values("person"))
    named, told = called_in(message.html, readers=readers, before=message.mentions.values("person"))
    MessageMention.objects.bulk_create(
        MessageMention(message=message, person=person, room=message.room, number=message.number)
        for person in {*named, *told}
    )
    notify(told, kind="room_mention", actor=message.author, about=message)


def _tell_other(message):
    """Tell the other one of a room of two, who was not just told that the message calls them."""
    room = message.room
    if not room.direct_key:
        return
    spared = room.readings.exclude(level__in=["", RoomReading.Level.EVERYTHING])
    others = readers_of(room).exclude(pk__in=spared.values("person")).exclude(pk__in=message.mentions.values("person"))
    what = {"about": message, "topic": room.topic, "number": message.number}
    notify(others, kind="direct_message", actor=message.author, **what)


def _first_time(room, author, client_id, body):
    message = Message.objects.for_list().get(room=room, author=author, client_id=client_id)
    if message.digest != digest(body):
        raise AlreadySent
    message.room = room
    return message


def _read_own(room, author):
    """One's own message is read, when all before it was."""
    RoomReading.objects.filter(room=room, person=author, number=room.last_number - 1).update(number=room.last_number)


def edit_message(*, by, message, body, seen=""):
    """Replace the words of one's own message; return it.

    `seen` is the digest of the words it replaces, empty to replace any. Raises PermissionDenied, or Changed.
    """
    html = render(body)  # slow, as is what search makes of it: before the lock
    prepare(plain(html))
    with transaction.atomic():
        message = _locked(message)
        if not can_change(by, message):
            raise PermissionDenied(_("You may not change this message any more."))
        ask_unchanged(message.body, seen=seen, body=body)
        message.body, message.html = body, html
        message.language, message.edited_at = guess_language(body, message.language), timezone.now()
        _tell_mentioned(message)
        attach(message, is_new=False)
        keep("message", message)
        return _changed(message, "body", "html", "language", "edited_at")


def remove_message(*, by, message):
    """Take back one's own message: its place stays, its words go from every page. Raises PermissionDenied."""
    with transaction.atomic():
        message = _locked(message)
        if not can_change(by, message):
            raise PermissionDenied(_("You may not change this message any more."))
        message.removed_at = timezone.now()
        return _changed(message, "removed_at")


def restore_message(*, by, message):
    """Undo remove_message, within a minute. Raises PermissionDenied."""
    with transaction.atomic():
        message = _locked(message)
        in_time = message.removed_at and timezone.now() - message.removed_at < TIME_TO_RESTORE
        if message.author_id != by.pk or not in_time or not message.is_shown or not can_write(by, message.room):
            raise PermissionDenied(_("This message can no longer be put back."))
        message.removed_at = None
        return _changed(message, "removed_at")


def react(*, by, message, kind):
    """Put a sign on a message, or take it back; return the message. Raises PermissionDenied."""
    with transaction.atomic():
        message = _locked(message)
        if not can_react(by, message):
            raise PermissionDenied(_("You may not react to this message."))
        own = {"message": message, "person": by, "kind": kind}
        taken_back, _rows = Reaction.objects.filter(**own).delete()
        if not taken_back:
            Reaction.objects.create(**own)
        message.reactions = Reaction.objects.filter(message=message).summary()
        return _changed(message, "reactions")


def hide_message(*, by, message):
    """Take a message from everyone's sight but moderators'. Raises PermissionDenied."""
    return _set_hidden(by, message, RoomEvent.Kind.MESSAGE_HIDDEN, timezone.now())


def show_message(*, by, message):
    """Undo hide_message. Raises PermissionDenied."""
    return _set_hidden(by, message, RoomEvent.Kind.MESSAGE_SHOWN, None)


def _set_hidden(by, message, kind, moment):
    with transaction.atomic():
        message = _locked(message)
        if not can_moderate(by, message.room):
            raise PermissionDenied(_("Only moderators of rooms may do this."))
        message.hidden_at = moment
        event = RoomEvent.objects.create(
            room=message.room, actor=by, kind=kind, version=message.room.version, after_number=message.number
        )
        return _changed(message, "hidden_at", beside=[event])


def _locked(message):
    """Return the message as it is now, its room locked with its next version."""
    room = next_version(message.room)
    message = Message.objects.for_list().get(pk=message.pk)
    message.room = room
    return message


def _changed(message, *fields, beside=()):
    message.version = message.room.version
    message.save(update_fields=[*fields, "version"])
    transaction.on_commit(lambda: announce(message.room, message, *beside), robust=True)
    return message


def read_room(*, person, room, number):
    """Note that a person has read a room up to this number; it only grows."""
    number = min(number, room.last_number)
    reading, created = RoomReading.objects.get_or_create(room=room, person=person, defaults={"number": number})
    if not created and reading.number < number:
        RoomReading.objects.filter(pk=reading.pk, number__lt=number).update(number=number)
        called = MessageMention.objects.filter(person=person, room=room, number__lte=number, number__gt=reading.number)
        mark_read_about(person=person, kind="room_mention", about=called.values("message"))
        if room.direct_key:
            read_up_to(person=person, topic=room.topic, number=number)
        transaction.on_commit(lambda: tell_people([person.pk]), robust=True)


def choose_level(*, person, room, level):
    """Note what a person wants to be told of in a room. Raises PermissionDenied when they do not see it."""
    if not can_see(person, room):
        raise PermissionDenied(_("You may not write in this room."))
    with transaction.atomic():
        RoomReading.objects.update_or_create(
            room=room,
            person=person,
            defaults={"level": level},
            create_defaults={"level": level, "number": room.last_number},
        )
        transaction.on_commit(lambda: tell_people([person.pk]), robust=True)


def archive_room(*, by, room):
    """Close a room to new messages; it stays readable. Raises PermissionDenied."""
    return _set_archived(by, room, RoomEvent.Kind.ARCHIVED, timezone.now())


def reopen_room(*, by, room):
    """Undo archive_room. Raises PermissionDenied."""
    return _set_archived(by, room, RoomEvent.Kind.REOPENED, None)


def _set_archived(by, room, kind, moment):
    with transaction.atomic():
        room = next_version(room)
        if not can_archive(by, room):
            raise PermissionDenied(_("Only administrators, or the person in charge of a group, may do this."))
        room.archived_at = moment
        room.save(update_fields=["archived_at"])
        event = RoomEvent.objects.create(
            room=room, actor=by, kind=kind, version=room.version, after_number=room.last_number
        )
        transaction.on_commit(lambda: announce(room, event), robust=True)
    return room
