"""Who may do what in rooms; reads only."""

from accounts.models import User
from accounts.permissions import can_be_suspended
from chat.directs import may_talk
from chat.models import Room, RoomMember, may_moderate_rooms


def can_see(user, room):
    return Room.objects.visible_to(user).filter(pk=room.pk).exists()


def readers_of(room):
    """Return the people to whom Room.visible_to() shows this room."""
    people = User.objects.present().exclude(room_bans__room=room)
    return people.filter(rooms=room) if room.is_group else people


def can_write(user, room):
    return can_write_where_seen(user, room) and can_see(user, room)


def can_write_where_seen(user, room):
    """Tell what can_write does of a room that was just found by visible_to."""
    return getattr(user, "may_write", False) and not room.archived_at and not is_muted(user, room)


def is_muted(user, room):
    """Tell whether whoever runs a hosted room lets this person only read there."""
    return room.is_hosted and RoomMember.objects.filter(room=room, person=user, muted_at__isnull=False).exists()


def can_change(user, message):
    """Authors edit and remove their own messages while these are shown and the room is open."""
    shown = message.is_shown and message.removed_at is None
    return message.author_id == user.pk and shown and can_write(user, message.room)


def can_react(user, message):
    return message.is_shown and message.removed_at is None and can_write(user, message.room)


def can_moderate(user, room):
    return may_moderate_rooms(user)


def can_archive(user, room):
    """Open rooms belong to those who manage them in the admin, a group to its own."""
    if room.is_group:
        return can_manage(user, room)
    return user.is_active and user.has_perm("chat.change_room")


def can_make_group(user):
    return user.may_write


def can_open_direct(user, person):
    """Tell whether these two may talk alone: both write, and something brought them together."""
    both_write = getattr(user, "may_write", False) and person.may_write
    return both_write and user.pk != person.pk and may_talk(user, person)


def can_invite(user, room):
    """Any member brings in others."""
    return room.is_run_by_members and can_write(user, room)


def can_manage(user, room):
    """Tell whether this person is in charge of the group."""
    if not room.is_run_by_members or not user.may_write:
        return False
    return room.members.in_order().values_list("person", flat=True).first() == user.pk


def can_remove(user, room):
    """The person in charge removes members, and so do moderators of rooms in a group that they belong to."""
    if not room.is_run_by_members or not user.may_write:
        return False
    return can_manage(user, room) or (may_moderate_rooms(user) and can_see(user, room))


def can_leave(user, room):
    return room.is_run_by_members and can_see(user, room)


def can_ban(user, message):
    """Moderators of rooms remove who wrote a message from its room; administrators, who run the site, stay."""
    return may_moderate_rooms(user) and can_be_suspended(user, message.author)
