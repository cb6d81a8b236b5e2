"""Who may do what in the forum; reads only."""

from django.db.models import Q

from accounts.models import Company, User
from content.prepared import prepared
from forum.models import Board, Post, Thread
from forum.signing import signed_numbers, wrote

OF_SIXTY = (Company.Size.L, Company.Size.XL)


def can_see(user, thread):
    return type(thread).objects.visible_to(user).filter(pk=thread.pk).exists()


def readers_of_board(board):
    """Return the people to whom Board.visible_to() shows this board."""
    people = User.objects.present()
    if board.readable_by != Board.Readers.GROUPS:
        return people
    in_groups = User.groups.through.objects.filter(group__readable_boards=board).values("user")
    return people.filter(Q(pk__in=in_groups) | moderates(board))


def readers_of(thread):
    """Return the people to whom Thread.visible_to() shows this thread."""
    people = readers_of_board(thread.board)
    return people.filter(moderates(thread.board)) if thread.hidden_at else people


def moderates(board):
    return Q(is_superuser=True) | Q(pk__in=Board.moderators.through.objects.filter(board=board).values("user"))


def can_moderate(user, board):
    if not user.is_authenticated or not user.is_active or user.is_superuser:
        return user.is_active and user.is_superuser
    return bool(_moderation(user.pk, board.pk))


@prepared
def _moderation(person_id, board_id):
    return Board.moderators.through.objects.filter(user=person_id, board=board_id).values_list("pk")


def can_write_in(user, board):
    return Board.objects.writable_by(user).filter(pk=board.pk).exists()


def can_write_where_seen(user, board):
    """Tell what can_write_in does of a board that was just found by visible_to: mostly without asking again."""
    if board.writable_by == Board.Writers.MEMBERS:
        return getattr(user, "may_write", False)
    return can_write_in(user, board)


def can_reply_where_seen(user, thread):
    return thread.is_open and can_write_where_seen(user, thread.board)


def can_reply(user, thread):
    return thread.is_open and can_write_in(user, thread.board)


def can_reply_by_email(user, thread):
    """Emails end with a name and a company, whatever is cut off them: who is « Une PME » there writes on the site."""
    return can_reply(user, thread) and not signed_numbers(user, thread)


def can_edit(user, post):
    """Authors mend their own words while the thread is open and the post is shown."""
    return post.is_shown and wrote(user, post) and can_reply(user, post.thread)


def can_sign(user, board):
    """Who may write in a board that all members read asks there as « Une PME », unless their company is none."""
    company = user.company
    if board.readable_by == Board.Readers.GROUPS or board.writable_by == Board.Writers.GROUPS:
        return False
    return not company or not (company.is_partner or company.size in OF_SIXTY)


def can_settle(user, thread, *, moderates, signed=None):
    """Whoever asked a question says which reply answers it, as its moderators may.

    `signed` are the numbers of what they signed « Une PME » there, for those who know them already.
    """
    is_question = thread.kind == Thread.Kind.QUESTION and not thread.hidden_at
    if not is_question or not getattr(user, "may_write", False):
        return False
    if moderates or thread.author_id == user.pk:
        return True
    return 1 in (signed_numbers(user, thread) if signed is None else signed)


def can_vote(user, post):
    """Members say of the words of others that they are useful."""
    is_shown = post.is_shown and not post.thread.hidden_at
    return is_shown and getattr(user, "may_write", False) and not wrote(user, post)


def can_try(user, post):
    """Members of another company than the author's tell what came of an accepted answer, under their name.

    Not who asked as « Une PME »; but their colleagues, who would else know that it is one of them.
    """
    of_another = user.company_id and user.company_id != post.author.company_id
    may = can_vote(user, post) and post.mark == Post.Mark.ACCEPTED and bool(of_another)
    return may and not signed_numbers(user, post.thread)
