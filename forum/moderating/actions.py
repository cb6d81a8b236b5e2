"""What moderators do to a thread and its posts: close, put in order, hide; and what that has in common."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.actions import count_threads, present
from forum.finding import keep_threads
from forum.history import withhold
from forum.live import announce, announce_move, announce_visibility
from forum.models import TaggedThread, ThreadEvent
from forum.permissions import can_moderate, can_write_in
from forum.questions.settling import asked_anew, settle
from live.streams import next_version


def close_thread(*, by, thread):
    """Lock a thread: it takes no more replies or edits. Raises PermissionDenied."""
    return _set_closed(by, thread, ThreadEvent.Kind.CLOSED, timezone.now())


def reopen_thread(*, by, thread):
    """Undo close_thread. Raises PermissionDenied."""
    return _set_closed(by, thread, ThreadEvent.Kind.REOPENED, None)


def _set_closed(by, thread, kind, moment):
    with transaction.atomic():
        thread = locked_for_moderation(by, thread)
        thread.closed_at = moment
        thread.save(update_fields=["closed_at"])
        event = add_event(thread, by, kind)
        transaction.on_commit(lambda: announce(thread, event), robust=True)
    return thread


def arrange_thread(*, by, thread, title, kind, tags, board, pinned_until):
    """Rename a thread, change its kind and tags, move it to a board, pin it until a moment or not at all; return it.

    Each change is an event of its stream, without what was there before: it may have been changed for what it said.
    Raises PermissionDenied for who does not moderate its board, or may not write in the other one.
    """
    with transaction.atomic():
        thread = locked_for_moderation(by, thread)
        old_board, was_pinned_until = thread.board, thread.pinned_until if thread.is_pinned else None
        if board != old_board and not can_write_in(by, board):
            raise PermissionDenied(_("You may not write in this board."))
        tags_changed = set_tags(thread, tags)
        pin = ThreadEvent.Kind.PINNED if pinned_until else ThreadEvent.Kind.UNPINNED
        changes = {
            ThreadEvent.Kind.RENAMED: title != thread.title,
            ThreadEvent.Kind.SORTED: tags_changed or kind != thread.kind,
            ThreadEvent.Kind.MOVED: board != old_board,
            pin: pinned_until != was_pinned_until,
        }
        rows = [add_event(thread, by, event) for event, changed in changes.items() if changed]
        if not rows:
            transaction.set_rollback(True)  # gives back the version that was taken for nothing
            return thread
        was_kind = thread.kind
        thread.title, thread.kind, thread.board, thread.pinned_until = title, kind, board, pinned_until
        thread.save(update_fields=["title", "kind", "board", "pinned_until"])
        keep_threads(thread.pk)
        if kind != was_kind:
            rows += settle(thread) or asked_anew(thread)
        if board != old_board and not thread.hidden_at:
            count_threads({old_board.pk: -1, board.pk: 1})
        transaction.on_commit(lambda: announce(thread, *rows), robust=True)
        if board != old_board:
            transaction.on_commit(lambda: announce_move(thread, old_board), robust=True)
    return thread


def set_tags(thread, tags):
    """Give a thread these tags and no others; tell whether that changed anything."""
    wanted = {tag.pk for tag in tags}
    had = set(TaggedThread.objects.filter(content_object=thread).values_list("tag_id", flat=True))
    TaggedThread.objects.filter(content_object=thread, tag__in=had - wanted).delete()
    TaggedThread.objects.bulk_create(
        TaggedThread(tag_id=tag, content_object=thread, last_posted_at=thread.last_posted_at)
        for tag in sorted(wanted - had)
    )
    return wanted != had


def hide_thread(*, by, thread):
    """Take a thread from everyone's sight but its board's moderators'. Raises PermissionDenied."""
    return _set_hidden(by, thread, ThreadEvent.Kind.HIDDEN, timezone.now(), change=-1)


def show_thread(*, by, thread):
    """Undo hide_thread. Raises PermissionDenied."""
    return _set_hidden(by, thread, ThreadEvent.Kind.SHOWN, None, change=1)


def _set_hidden(by, thread, kind, moment, change):
    with transaction.atomic():
        thread = locked_for_moderation(by, thread)
        if bool(thread.hidden_at) != bool(moment):
            count_threads({thread.board_id: change})
        if moment:
            withhold(thread.posts.get(number=1))
        thread.hidden_at = moment
        thread.save(update_fields=["hidden_at"])
        event = add_event(thread, by, kind)
        transaction.on_commit(lambda: announce(thread, event), robust=True)
        transaction.on_commit(lambda: announce_visibility(thread), robust=True)
    return thread


def hide_post(*, by, post):
    """Take a post from everyone's sight but its board's moderators'.

    The first post is its thread: hide_thread hides both. Raises PermissionDenied.
    """
    if post.number == 1:
        raise PermissionDenied(_("The first message of a thread is hidden with its thread."))
    return _set_post_hidden(by, post, ThreadEvent.Kind.POST_HIDDEN, timezone.now(), change=-1)


def show_post(*, by, post):
    """Undo hide_post. Raises PermissionDenied."""
    return _set_post_hidden(by, post, ThreadEvent.Kind.POST_SHOWN, None, change=1)


def _set_post_hidden(by, post, kind, moment, change):
    with transaction.atomic():
        thread = locked_for_moderation(by, post.thread)
        post = present(post, thread)
        if bool(post.hidden_at) != bool(moment):
            thread.visible_posts += change
        if moment:
            withhold(post)
        post.hidden_at, post.version = moment, thread.version
        post.save(update_fields=["hidden_at", "version"])
        keep_latest(thread)
        rows = [post, *settle(thread), add_event(thread, by, kind, after=post.number)]
        transaction.on_commit(lambda: announce(thread, *rows), robust=True)
    return post


def keep_latest(thread):
    """Lists must not tell of a hidden reply: the thread's latest moment is that of its last shown post."""
    # Not the last by number: older posts may have come in from another thread.
    last = thread.posts.filter(hidden_at=None).order_by("-created_at", "-number").first()
    if last:
        thread.last_posted_at, thread.last_poster_id = last.created_at, last.author_id
    thread.save(update_fields=["visible_posts", "last_posted_at", "last_poster"])
    TaggedThread.objects.filter(content_object=thread).update(last_posted_at=thread.last_posted_at)


def locked_for_moderation(by, thread):
    """Take the thread's next version for one of its moderators, and return it. Raises PermissionDenied."""
    thread = next_version(thread)
    if thread.merged_into_id:
        raise PermissionDenied(_("This thread was merged into another one."))
    if not can_moderate(by, thread.board):
        raise PermissionDenied(_("Only the moderators of this board may do this."))
    return thread


def add_event(thread, actor, kind, *, after=None, **fields):
    """Note a change of state of a thread that holds its version, after the post of this number or the last one."""
    after_number = thread.last_number if after is None else after
    return ThreadEvent.objects.create(
        thread=thread, actor=actor, kind=kind, version=thread.version, after_number=after_number, **fields
    )
