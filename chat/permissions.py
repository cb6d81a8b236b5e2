"""Who may do what in rooms; reads only."""

from chat.models import Room, may_moderate_rooms


def can_write(user, room):
    if not getattr(user, "may_write", False) or room.archived_at:
        return False
    return Room.objects.visible_to(user).filter(pk=room.pk).exists()


def can_change(user, message):
    """Authors edit and remove their own messages while these are shown and the room is open."""
    shown = message.is_shown and message.removed_at is None
    return message.author_id == user.pk and shown and can_write(user, message.room)


def can_moderate(user, room):
    return may_moderate_rooms(user)


def can_archive(user):
    """Rooms belong to those who manage them in the admin."""
    return user.is_active and user.has_perm("chat.change_room")
