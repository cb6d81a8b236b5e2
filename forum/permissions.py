"""Who may do what in the forum; reads only."""

from forum.models import Board


def can_see(user, thread):
    return type(thread).objects.visible_to(user).filter(pk=thread.pk).exists()


def can_moderate(user, board):
    return Board.objects.moderated_by(user).filter(pk=board.pk).exists()


def can_write_in(user, board):
    return Board.objects.writable_by(user).filter(pk=board.pk).exists()


def can_reply(user, thread):
    return thread.is_open and can_write_in(user, thread.board)


def can_edit(user, post):
    """Authors mend their own words while the thread is open and the post is shown."""
    return post.author_id == user.pk and post.is_shown and can_reply(user, post.thread)
