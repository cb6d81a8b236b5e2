"""Every write a person can cause in the forum."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Case, F, PositiveIntegerField, When
from django.utils import timezone
from django.utils.translation import gettext as _

from content.markdown import render
from content.text import AlreadySent, digest, guess_language
from forum.live import announce, announce_lists, announce_move, announce_visibility
from forum.models import Board, Post, TaggedThread, Thread, ThreadEvent, ThreadReading
from forum.permissions import can_edit, can_moderate, can_reply, can_write_in
from live.streams import next_version


def start_thread(*, author, board, kind, title, tags, body, client_id):
    """Open a thread with its first post; return the thread.

    A form sent twice (same client_id, same text) returns the thread of the first time.
    Raises PermissionDenied, or AlreadySent when the same form came before with another text.
    """
    html = render(body)  # slow: before the lock
    language = guess_language(f"{title} {body}", author.language)
    try:
        with transaction.atomic():
            if not can_write_in(author, board):
                raise PermissionDenied(_("You may not write in this board."))
            thread = Thread.objects.create(
                board=board, author=author, kind=kind, title=title, language=language, last_poster=author, version=1
            )
            _add_post(thread, author, body, html, language, client_id)
            TaggedThread.objects.bulk_create(
                TaggedThread(tag=tag, content_object=thread, last_posted_at=thread.last_posted_at) for tag in tags
            )
            _count_threads({board.pk: 1})
            transaction.on_commit(lambda: announce_lists(thread), robust=True)
    except IntegrityError:
        return _first_time(author, client_id, body).thread
    return thread


def post_reply(*, author, thread, body, client_id):
    """Add a reply to a thread and show it to its readers; return the post.

    Taking the version locks the thread until the commit, so versions follow the
    order of commits: a page that holds 41 asks for "since 41" and misses nothing.
    A form sent twice returns the post of the first time.

    Raises PermissionDenied when the thread is closed or the author may not write there,
    AlreadySent when the same form came before with another text.
    """
    html = render(body)  # slow: before the lock
    language = guess_language(body, author.language)
    try:
        with transaction.atomic():
            thread = next_version(thread)
            post = _add_post(thread, author, body, html, language, client_id)
            # After it is added: a reply sent again gets its first answer, also when the thread was closed since.
            if not can_reply(author, thread):
                raise PermissionDenied(_("This thread is closed to new replies."))
            TaggedThread.objects.filter(content_object=thread).update(last_posted_at=thread.last_posted_at)
            transaction.on_commit(lambda: announce(thread, post), robust=True)
    except IntegrityError:
        return _first_time(author, client_id, body, thread)
    return post


def _add_post(thread, author, body, html, language, client_id):
    thread.last_number += 1
    thread.visible_posts += 1
    thread.last_posted_at, thread.last_poster = timezone.now(), author
    thread.save(update_fields=["last_number", "visible_posts", "last_posted_at", "last_poster"])
    _read_own(thread, author)
    return Post.objects.create(
        thread=thread,
        author=author,
        number=thread.last_number,
        version=thread.version,
        client_id=client_id,
        digest=digest(body),
        body=body,
        html=html,
        language=language,
    )


def _read_own(thread, author):
    """One's own words are read, when all before them was; who writes reads from there on."""
    readings = ThreadReading.objects.filter(thread=thread, person=author)
    was_at_the_end = When(number=thread.last_number - 1, then=thread.last_number)
    number = Case(was_at_the_end, default=F("number"), output_field=PositiveIntegerField())
    if not readings.update(wrote=True, number=number):
        ThreadReading.objects.bulk_create(
            [ThreadReading(thread=thread, person=author, number=thread.last_number, wrote=True)],
            ignore_conflicts=True,
        )


def read_thread(*, person, thread, number):
    """Note that a person has read a thread up to this number; it only grows."""
    number = min(number, thread.last_number)
    ThreadReading.objects.bulk_create(
        [ThreadReading(thread=thread, person=person, number=number)], ignore_conflicts=True
    )
    ThreadReading.objects.filter(thread=thread, person=person, number__lt=number).update(number=number)


def unread_from(*, person, post):
    """Let a person find a thread among the unread ones, from this message on."""
    ThreadReading.objects.update_or_create(thread=post.thread, person=person, defaults={"number": post.number - 1})


def _first_time(author, client_id, body, thread=None):
    """Return the post that this form already made. Raises AlreadySent when it was another text or place."""
    post = Post.objects.select_related("thread").get(author=author, client_id=client_id)
    if post.digest != digest(body) or (thread and post.thread_id != thread.pk):
        raise AlreadySent
    return post


class Changed(Exception):
    """The words are no longer those that were to be replaced; the argument is what they are now."""


def edit_post(*, by, post, body, seen=""):
    """Replace the words of one's own post; return it.

    `seen` is the digest of the words it replaces, empty to replace any. Raises PermissionDenied, or Changed.
    """
    html = render(body)  # slow: before the lock
    with transaction.atomic():
        thread = next_version(post.thread)
        post = Post.objects.for_list().get(pk=post.pk)
        post.thread = thread
        if not can_edit(by, post):
            raise PermissionDenied(_("You may not edit this message any more."))
        # The same words once more: a form that was sent twice.
        if seen and digest(post.body) not in (seen, digest(body)):
            raise Changed(post.body)
        post.body, post.html, post.version = body, html, thread.version
        post.language, post.edited_at = guess_language(body, post.language), timezone.now()
        post.save(update_fields=["body", "html", "version", "language", "edited_at"])
        transaction.on_commit(lambda: announce(thread, post), robust=True)
    return post


def close_thread(*, by, thread):
    """Lock a thread: it takes no more replies or edits. Raises PermissionDenied."""
    return _set_closed(by, thread, ThreadEvent.Kind.CLOSED, timezone.now())


def reopen_thread(*, by, thread):
    """Undo close_thread. Raises PermissionDenied."""
    return _set_closed(by, thread, ThreadEvent.Kind.REOPENED, None)


def _set_closed(by, thread, kind, moment):
    with transaction.atomic():
        thread = _locked_for_moderation(by, thread)
        thread.closed_at = moment
        thread.save(update_fields=["closed_at"])
        event = _add_event(thread, by, kind)
        transaction.on_commit(lambda: announce(thread, event), robust=True)
    return thread


def arrange_thread(*, by, thread, title, kind, tags, board, pinned_until):
    """Rename a thread, change its kind and tags, move it to a board, pin it until a moment or not at all; return it.

    Each change is an event of its stream, without what was there before: it may have been changed for what it said.
    Raises PermissionDenied for who does not moderate its board, or may not write in the other one.
    """
    with transaction.atomic():
        thread = _locked_for_moderation(by, thread)
        old_board, was_pinned_until = thread.board, thread.pinned_until if thread.is_pinned else None
        if board != old_board and not can_write_in(by, board):
            raise PermissionDenied(_("You may not write in this board."))
        tags_changed = _set_tags(thread, tags)
        pin = ThreadEvent.Kind.PINNED if pinned_until else ThreadEvent.Kind.UNPINNED
        changes = {
            ThreadEvent.Kind.RENAMED: title != thread.title,
            ThreadEvent.Kind.SORTED: tags_changed or kind != thread.kind,
            ThreadEvent.Kind.MOVED: board != old_board,
            pin: pinned_until != was_pinned_until,
        }
        rows = [_add_event(thread, by, event) for event, changed in changes.items() if changed]
        if not rows:
            transaction.set_rollback(True)  # gives back the version that was taken for nothing
            return thread
        thread.title, thread.kind, thread.board, thread.pinned_until = title, kind, board, pinned_until
        thread.save(update_fields=["title", "kind", "board", "pinned_until"])
        if board != old_board and not thread.hidden_at:
            _count_threads({old_board.pk: -1, board.pk: 1})
        transaction.on_commit(lambda: announce(thread, *rows), robust=True)
        if board != old_board:
            transaction.on_commit(lambda: announce_move(thread, old_board), robust=True)
    return thread


def _set_tags(thread, tags):
    """Give a thread these tags and no others; tell whether that changed anything."""
    wanted = {tag.pk for tag in tags}
    had = set(TaggedThread.objects.filter(content_object=thread).values_list("tag_id", flat=True))
    TaggedThread.objects.filter(content_object=thread, tag__in=had - wanted).delete()
    TaggedThread.objects.bulk_create(
        TaggedThread(tag_id=tag, content_object=thread, last_posted_at=thread.last_posted_at)
        for tag in sorted(wanted - had)
    )
    return wanted != had


def _count_threads(changes):
    """Add to the counters of boards, in one order, so that two moves do not wait for each other."""
    for pk in sorted(changes):
        Board.objects.filter(pk=pk).update(visible_threads=F("visible_threads") + changes[pk])


def hide_thread(*, by, thread):
    """Take a thread from everyone's sight but its board's moderators'. Raises PermissionDenied."""
    return _set_hidden(by, thread, ThreadEvent.Kind.HIDDEN, timezone.now(), change=-1)


def show_thread(*, by, thread):
    """Undo hide_thread. Raises PermissionDenied."""
    return _set_hidden(by, thread, ThreadEvent.Kind.SHOWN, None, change=1)


def _set_hidden(by, thread, kind, moment, change):
    with transaction.atomic():
        thread = _locked_for_moderation(by, thread)
        if bool(thread.hidden_at) != bool(moment):
            _count_threads({thread.board_id: change})
        thread.hidden_at = moment
        thread.save(update_fields=["hidden_at"])
        event = _add_event(thread, by, kind)
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
        thread = _locked_for_moderation(by, post.thread)
        post = Post.objects.for_list().get(pk=post.pk)
        if bool(post.hidden_at) != bool(moment):
            thread.visible_posts += change
        post.thread, post.hidden_at, post.version = thread, moment, thread.version
        post.save(update_fields=["hidden_at", "version"])
        _keep_latest(thread)
        event = _add_event(thread, by, kind, about=post)
        transaction.on_commit(lambda: announce(thread, post, event), robust=True)
    return post


def _keep_latest(thread):
    """Lists must not tell of a hidden reply: the thread's latest moment is that of its last shown post."""
    last = thread.posts.filter(hidden_at=None).order_by("-number").first()
    thread.last_posted_at, thread.last_poster_id = last.created_at, last.author_id
    thread.save(update_fields=["visible_posts", "last_posted_at", "last_poster"])
    TaggedThread.objects.filter(content_object=thread).update(last_posted_at=thread.last_posted_at)


def _locked_for_moderation(by, thread):
    thread = next_version(thread)
    if not can_moderate(by, thread.board):
        raise PermissionDenied(_("Only the moderators of this board may do this."))
    return thread


def _add_event(thread, actor, kind, about=None):
    return ThreadEvent.objects.create(
        thread=thread,
        actor=actor,
        kind=kind,
        version=thread.version,
        after_number=about.number if about else thread.last_number,
    )
