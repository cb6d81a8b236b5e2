"""What open pages hear of the forum: threads as numbered streams, lists as hints."""

from operator import attrgetter

from django.template.loader import render_to_string

from forum.models import Board, MovedPost, Post, Thread, ThreadEvent
from forum.questions.settling import with_answers
from live import publish, streams


def rows_since(thread_pk, version, limit):
    """Return at most `limit` posts and events of the thread changed after `version`, oldest change first.

    Posts that left it are told as removed.
    """
    changed = {"thread": thread_pk, "version__gt": version}
    posts = Post.objects.filter(**changed).for_list().select_related("thread__board").order_by("version")[:limit]
    posts = with_answers(list(posts))
    events = ThreadEvent.objects.filter(**changed).for_list().order_by("version")[:limit]
    gone = MovedPost.objects.filter(**changed).order_by("version")[:limit]
    return sorted([*gone, *posts, *events], key=attrgetter("version"))[:limit]


def rows_at(thread, version):
    """Return all that one change wrote: an answer with less would let the page take its frame for known."""
    return [row for row in rows_since(thread.pk, version - 1, streams.MOST_CHANGES) if row.version == version]


def render_row(row):
    if isinstance(row, Post):
        return render_to_string("forum/_post.html", {"post": row})
    return render_to_string("forum/_thread_event.html", {"event": row})


def register():
    streams.register(
        streams.StreamKind(
            name="thread",
            model=Thread,
            visible_to=Thread.objects.visible_to,
            rows_since=rows_since,
            render=render_row,
        )
    )
    streams.register(streams.HintKind(name="board", visible_to=Board.objects.visible_to))
    streams.register(streams.HintKind(name="latest"))


def announce(thread, *rows):
    """Show these changed rows in the open pages of the thread, and tell open lists that it moved."""
    with_answers([row for row in rows if isinstance(row, Post)])
    publish.announce_rows(thread.topic, rows)
    announce_lists(thread)


def announce_lists(thread):
    publish.hint(thread.board.topic if "board" in thread.__dict__ else f"board:{thread.board_id}")
    publish.hint("latest")


def announce_visibility(thread):
    """Tell open pages of a thread that was hidden or shown: those who may not see it any more stop hearing it."""
    publish.recheck_topic(thread.topic)
    announce_lists(thread)


def announce_move(thread, old_board):
    """Tell open pages of a thread that another board decides who reads it, and the list that it left."""
    publish.recheck_topic(thread.topic)
    publish.hint(old_board.topic)


def announce_board(board):
    """Tell open pages that a board was changed: its name, its place, who reads and who moderates it."""
    publish.recheck_rights()
    publish.hint(board.topic)
    publish.hint("latest")


def announce_vocabulary():
    """Tell open lists that a tag was renamed."""
    publish.hint("latest")
