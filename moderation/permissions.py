"""Who may report and decide what; reads only."""

from accounts.permissions import can_be_suspended
from chat.models import may_moderate_rooms
from forum.permissions import can_moderate as can_moderate_board
from moderation.models import author_of, may_suspend, what_is


def can_moderate(user, target):
    """Tell whether this person may decide about a thread, a post, a message or a person, now."""
    if not getattr(user, "may_write", False):
        return False
    match what_is(target):
        case "thread":
            return can_moderate_board(user, target.board)
        case "post":
            return can_moderate_board(user, target.thread.board)
        case "message":
            return may_moderate_rooms(user)
        case _:
            return can_be_suspended(user, target) and may_suspend(user)


def can_see_reports(user):
    """Tell whether there is a queue for this person."""
    return may_suspend(user) or may_moderate_rooms(user)


def can_report(user, target):
    """Members report what they see and did not write."""
    if not getattr(user, "may_write", False) or author_of(target).pk == user.pk:
        return False
    return type(target).objects.visible_to(user).filter(pk=target.pk).exists()


def can_dismiss(user, target):
    """Who is reported does not judge it."""
    return can_moderate(user, target) and author_of(target).pk != user.pk
