"""Every write a person can cause in a room."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from chat.live import announce
from chat.models import Message, RoomEvent, RoomReading
from chat.permissions import can_archive, can_change, can_moderate, can_write
from content.markdown import render
from content.text import AlreadySent, digest, guess_language
from live.publish import tell_people
from live.streams import next_version

TIME_TO_RESTORE = timedelta(minutes=1)


def send_message(*, author, room, body, client_id):
    """Store a message once and show it to the room; return (message, created).

    Taking the version locks the room until the commit: the order of numbers is the order
    of commits. The same client_id again returns the message of the first time, however it
    was edited since. Raises PermissionDenied, or AlreadySent when it came with another text.
    """
    html = render(body)  # slow: before the lock
    try:
        with transaction.atomic():
            room = next_version(room, last_number=F("last_number") + 1, last_message_at=timezone.now())
            message = _add_message(room, author, body, html, client_id)
            # After it is added: a message sent again gets its first answer, also when the room was archived since.
            if not can_write(author, room):
                raise PermissionDenied(_("You may not write in this room."))
            _read_own(room, author)
            transaction.on_commit(lambda: announce(room, message), robust=True)
    except IntegrityError:
        return _first_time(room, author, client_id, body), False
    return message, True


def _add_message(room, author, body, html, client_id):
    return Message.objects.create(
        room=room,
        author=author,
        number=room.last_number,
        version=room.version,
        client_id=client_id,
        digest=digest(body),
        body=body,
        html=html,
        language=guess_language(body, author.language),
    )


def _first_time(room, author, client_id, body):
    message = Message.objects.for_list().get(room=room, author=author, client_id=client_id)
    if message.digest != digest(body):
        raise AlreadySent
    message.room = room
    return message


def _read_own(room, author):
    """One's own message is read, when all before it was."""
    RoomReading.objects.filter(room=room, person=author, number=room.last_number - 1).update(number=room.last_number)


def edit_message(*, by, message, body):
    """Replace the words of one's own message; return it. Raises PermissionDenied."""
    html = render(body)  # slow: before the lock
    with transaction.atomic():
        message = _locked(message)
        if not can_change(by, message):
            raise PermissionDenied(_("You may not change this message any more."))
        message.body, message.html = body, html
        message.language, message.edited_at = guess_language(body, message.language), timezone.now()
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
        if not can_archive(by):
            raise PermissionDenied(_("Only administrators may do this."))
        room.archived_at = moment
        room.save(update_fields=["archived_at"])
        event = RoomEvent.objects.create(
            room=room, actor=by, kind=kind, version=room.version, after_number=room.last_number
        )
        transaction.on_commit(lambda: announce(room, event), robust=True)
    return room
