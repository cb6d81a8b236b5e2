"""Who may report and decide what; reads only."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q

from accounts.permissions import can_be_suspended
from chat.models import may_moderate_rooms
from content.prepared import prepared
from forum.models import Board
from forum.permissions import can_moderate as can_moderate_board
from moderation.models import answers_for, may_suspend, to_judge, what_is


def can_moderate(user, target):
    """Tell whether this person may decide about a thread, a post, a trial, a message or a person, now."""
    if not getattr(user, "may_write", False):
        return False
    match what_is(target):
        case "thread":
            return can_moderate_board(user, target.board)
        case "post":
            return can_moderate_board(user, target.thread.board)
        case "trial":
            return can_moderate_board(user, target.post.thread.board)
        case "message":
            brought = not target.room.is_group or to_judge(user, "message").filter(pk=target.pk).exists()
            return may_moderate_rooms(user) and brought
        case _:
            return can_be_suspended(user, target) and may_suspend(user)


def moderators():
    """Return those who have a queue: administrators, moderators of any board or of the rooms."""
    boards = Board.moderators.through.objects.filter(user=OuterRef("pk"))
    rooms = Permission.objects.filter(
        Q(user=OuterRef("pk")) | Q(group__user=OuterRef("pk")),
        content_type__app_label="chat",
        codename="moderate_room",
    )
    chiefs = Q(is_staff=True) | Q(is_superuser=True)
    return get_user_model().objects.filter(chiefs | Exists(boards) | Exists(rooms), is_active=True)


def can_see_reports(user):
    """Tell whether there is a queue for this person: may_suspend or may_moderate_rooms, asked at once.

    Every page asks it for its navigation, so it is one query for members and none for administrators.
    """
    if not user.is_active or user.is_staff or user.is_superuser:
        return user.is_active
    return bool(_moderator(user.pk))


@prepared
def _moderator(person_id):
    return moderators().filter(pk=person_id).values_list("pk")


def can_report(user, target):
    """Members report what they see and did not write."""
    if not getattr(user, "may_write", False) or answers_for(target).pk == user.pk:
        return False
    return type(target).objects.visible_to(user).filter(pk=target.pk).exists()


def can_dismiss(user, target):
    """Who is reported does not judge it."""
    return can_moderate(user, target) and answers_for(target).pk != user.pk
