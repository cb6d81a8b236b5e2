"""Posts that moderators put elsewhere: into a new thread, into another one, or a whole thread into another.

A post keeps its key, so that its address leads to its new place; in the thread that it leaves, a MovedPost tells
open pages that it went, and its number stays free.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.drafts import move_drafts
from forum.actions import count_threads
from forum.finding import keep_threads
from forum.live import announce, announce_visibility
from forum.models import MovedPost, Post, PostLink, SignedPost, Thread, ThreadEvent, ThreadReading
from forum.moderating.actions import add_event, keep_latest, locked_for_moderation, set_tags
from forum.permissions import can_write_in
from forum.questions.settling import settle
from forum.signing import writers_of
from notifications.actions import carry

MOST_MOVED = 200  # at once; a thread with more is not merged


class Elsewhere(Exception):
    """Some of the posts are not in this thread any more; nothing was moved."""


def split_thread(*, by, thread, posts, title, kind, tags, board):
    """Open a new thread with some replies of another, by their keys; return it.

    What was done already is not done again: the thread where these posts are is returned. Raises PermissionDenied,
    or Elsewhere.
    """
    with transaction.atomic():
        source = _locked(by, thread)
        if there := _already(source, posts):
            return there
        found = _picked(source, posts)
        if not can_write_in(by, board):
            raise PermissionDenied(_("You may not write in this board."))
        if not found[0].is_shown:
            raise PermissionDenied(_("The first of these messages is hidden: a thread cannot begin with it."))
        target = Thread.objects.create(
            board=board,
            author=found[0].author,
            kind=kind,
            title=title,
            language=found[0].language,
            created_at=found[0].created_at,
            last_poster=found[0].author,
            version=1,
        )
        _carry(by, source, target, found)
        set_tags(target, tags)
        keep_threads(target.pk)
        count_threads({board.pk: 1})
    return target


def move_posts(*, by, thread, posts, to):
    """Append some replies of a thread, by their keys, to another one; return that one.

    What was done already is not done again. Raises PermissionDenied for who does not moderate both, or Elsewhere.
    """
    with transaction.atomic():
        source, target = _both_locked(by, thread, to)
        if not _already(source, posts):
            _carry(by, source, target, _picked(source, posts))
    return target


def merge_thread(*, by, thread, to):
    """Append all posts of a thread to another one, to which its address leads from then on; return that one.

    Who followed it follows the other, and what was being written goes there.
    Raises PermissionDenied for who does not moderate both, or for a long thread.
    """
    with transaction.atomic():
        source, target = _both_locked(by, thread, to)
        found = list(source.posts.for_list().order_by("number")[: MOST_MOVED + 1])
        if len(found) > MOST_MOVED:
            raise PermissionDenied(_("A thread of more than 200 messages cannot be merged."))
        _carry(by, source, target, found)
        source.merged_into, source.hidden_at, source.pinned_until = target, timezone.now(), None
        source.save(update_fields=["merged_into", "hidden_at", "pinned_until"])
        Thread.objects.filter(merged_into=source).update(merged_into=target)
        PostLink.objects.filter(thread=source).update(thread=target)
        keep_threads(source.pk)
        count_threads({source.board_id: -1})
        _follow_too(source, target)
        move_drafts(place=source.topic, to=target.topic)
        carry(topic=source.topic, to=target.topic, number=target.last_number)
        transaction.on_commit(lambda: announce_visibility(source), robust=True)
    return target


def _locked(by, thread):
    thread = locked_for_moderation(by, thread)
    if thread.hidden_at:
        raise PermissionDenied(_("This thread is hidden: show it again first."))
    return thread


def _both_locked(by, thread, to):
    """Take the versions of both, in the order of their keys: two who move opposite ways do not wait for each other."""
    if thread.pk == to.pk:
        raise PermissionDenied(_("This is the same thread."))
    locked = {one.pk: _locked(by, one) for one in sorted((thread, to), key=lambda one: one.pk)}
    return locked[thread.pk], locked[to.pk]


def _already(source, posts):
    """Return the one thread to which all these posts went from here, if they did: a form that was sent twice."""
    left = MovedPost.objects.filter(thread=source, post__in=posts).values("post")
    gone = dict(Post.objects.filter(pk__in=left).values_list("pk", "thread"))
    places = set(gone.values())
    if gone.keys() != set(posts) or len(places) != 1 or source.pk in places:
        return None
    there = Thread.objects.get(pk=places.pop())
    transaction.set_rollback(True)  # gives back the versions that were taken for nothing
    return there


def _picked(source, posts):
    """Return these posts in their order. The first of a thread stays: it leaves with the whole thread only."""
    found = list(source.posts.filter(pk__in=posts).for_list().order_by("number"))
    if not found or len(found) != len(set(posts)):
        raise Elsewhere(_("Some of these messages are no longer in this thread."))
    if len(found) > MOST_MOVED:
        raise PermissionDenied(_("Move 200 messages at most at once."))
    if found[0].number == 1:
        raise PermissionDenied(_("The first message stays with its thread: merge the whole thread instead."))
    return found


def _carry(by, source, target, posts):
    """Give posts of one thread to another, at its end and in their order; both are locked."""
    before, place = target.last_number, max(posts[0].number - 1, 1)
    gone = [MovedPost(thread=source, post=post, number=post.number, version=source.version) for post in posts]
    MovedPost.objects.bulk_create(gone)
    for number, post in enumerate(posts, start=before + 1):
        post.thread, post.number, post.version = target, number, target.version
        # It was an answer to what is asked there.
        post.mark, post.answer = "", None
    Post.objects.bulk_update(posts, ["thread", "number", "version", "mark", "answer"])
    PostLink.objects.filter(to__in=posts).update(thread=target)
    shown = sum(post.is_shown for post in posts)
    source.visible_posts -= shown
    target.visible_posts += shown
    target.last_number += len(posts)
    # A little more than true at times, never less: who asked there as « Une PME » must not be named here.
    target.is_signed |= source.is_signed
    target.save(update_fields=["last_number", "is_signed"])
    for thread in (source, target):
        keep_latest(thread)
    asked = settle(source)
    _read_as_authors(source, target, writers_of(posts))
    keys = [post.pk for post in posts]
    carry(
        topic=source.topic, to=target.topic, number=target.last_number, kind__in=["mention", "quote"], about_id__in=keys
    )
    kinds = ThreadEvent.Kind
    left = add_event(source, by, kinds.POSTS_LEFT, after=place, other=target, moved=len(posts))
    came = add_event(target, by, kinds.POSTS_CAME, after=max(before, 1), other=source, moved=len(posts))
    transaction.on_commit(lambda: announce(source, *gone, *asked, left), robust=True)
    transaction.on_commit(lambda: announce(target, *posts, came), robust=True)


def _read_as_authors(source, target, authors):
    """Note who wrote where: authors follow their words, and nobody has written where none of theirs is left."""
    following = {"wrote": True, "watch": ThreadReading.Watch.FOLLOWING}
    ThreadReading.objects.bulk_create(
        [ThreadReading(thread=target, person_id=pk, number=target.last_number, **following) for pk in sorted(authors)],
        update_conflicts=True,
        unique_fields=["person", "thread"],
        update_fields=["wrote"],
    )
    still = source.posts.filter(author__in=authors).values("author")
    signed = SignedPost.objects.filter(post__thread=source, person__in=authors).values("person")
    gone = ThreadReading.objects.filter(thread=source, person__in=authors).exclude(person__in=still)
    gone.exclude(person__in=signed).update(wrote=False)


def _follow_too(source, target):
    followers = source.followers().values_list("person", flat=True)
    ThreadReading.objects.bulk_create(
        [
            ThreadReading(thread=target, person_id=pk, number=target.last_number, watch=ThreadReading.Watch.FOLLOWING)
            for pk in sorted(followers)
        ],
        ignore_conflicts=True,
    )
