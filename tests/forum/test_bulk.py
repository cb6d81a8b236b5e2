"""What is stored in bulk is what the actions would have stored."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Sum
from django.utils import timezone

from forum.bulk import PostDraft, ThreadDraft, add_threads
from forum.models import Board, Post, TaggedThread, Thread, ThreadReading
from tests.build import make_board, make_post, make_tag, make_thread

MOMENTS = ("created_at", "last_posted_at")


def stored(board):
    """Return every column of the board's rows but their keys and moments, which differ by nature."""

    def rows(model, path, *order):
        left_out = {"id", "client_id", "board_id", "thread_id", "content_object_id", *MOMENTS}
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in left_out]
        return list(model.objects.filter(**{path: board}).order_by(*order).values(*names))

    return {
        "threads": rows(Thread, "board", "pk"),
        "posts": rows(Post, "thread__board", "thread", "number"),
        "tags": rows(TaggedThread, "content_object__board", "content_object", "tag"),
        "visible_threads": Board.objects.get(pk=board.pk).visible_threads,
    }


def test_threads_are_stored_as_the_actions_store_them(camille, noe):
    tags = [make_tag("soudage"), make_tag("alliages")]
    by_hand, in_bulk = make_board(), make_board()
    bodies = ["Quelle lame pour le **7075**?", "A carbide blade, and not the one that we have.", "Merci!"]
    thread = make_thread(camille, by_hand, title="Sciage du 7075", body=bodies[0], tags=tags)
    make_post(thread, noe, bodies[1])
    make_post(thread, camille, bodies[2])
    make_thread(noe, by_hand, title="Sciage", body=bodies[0], tags=tags[:1], kind="discussion")

    now = timezone.now()
    posts = [PostDraft(who, body, now) for who, body in zip((camille, noe, camille), bodies, strict=True)]
    long = ThreadDraft(in_bulk, "question", "Sciage du 7075", tags, posts)
    short = ThreadDraft(in_bulk, "discussion", "Sciage", tags[:1], [PostDraft(noe, bodies[0], now)])
    add_threads([long, short])
    assert stored(in_bulk) == stored(by_hand)


def test_moments_are_those_of_the_drafts(camille, noe, board):
    first, last = timezone.now() - timedelta(days=9), timezone.now() - timedelta(days=2)
    posts = [PostDraft(camille, "Un", first), PostDraft(noe, "Deux", last)]
    (thread,) = add_threads([ThreadDraft(board, "question", "Titre", [make_tag()], posts)])
    thread.refresh_from_db()
    assert (thread.created_at, thread.last_posted_at, thread.last_poster) == (first, last, noe)
    assert thread.tagged.get().last_posted_at == last
    assert list(thread.posts.order_by("number").values_list("created_at", flat=True)) == [first, last]


def test_make_posts_makes_as_many_as_asked(db):
    call_command("make_posts", posts=400, longest=90, yes=True, verbosity=0)
    assert Post.objects.count() == 400
    assert Thread.objects.order_by("-visible_posts").first().visible_posts == 90
    assert Thread.objects.aggregate(posts=Sum("visible_posts"))["posts"] == 400
    assert Board.objects.aggregate(threads=Sum("visible_threads"))["threads"] == Thread.objects.count()
    assert TaggedThread.objects.exists()


def test_readers_have_unread_posts(camille, noe, lea, board):
    posts = [PostDraft(who, "Bonjour", timezone.now()) for who in (camille, noe, camille)]
    (thread,) = add_threads([ThreadDraft(board, "question", "Titre", [], posts, readers={lea: 1, noe: 3})])
    read = {reading.person: (reading.number, reading.wrote) for reading in thread.readings.all()}
    assert read == {camille: (3, True), noe: (3, True), lea: (1, False)}
    assert Thread.objects.unread_by(lea).get() == thread


def test_make_posts_spreads_readers_and_the_lengths_of_threads(db):
    call_command("make_posts", posts=1000, yes=True, verbosity=0)
    assert Thread.objects.order_by("-visible_posts").first().visible_posts == 20
    assert Thread.objects.filter(visible_posts=1).exists()
    assert ThreadReading.objects.filter(wrote=False, number__lt=F("thread__last_number")).exists()


def test_make_posts_asks_before_it_fills_a_site(db, settings):
    assert not settings.DEMO
    with pytest.raises(CommandError, match="--yes"):
        call_command("make_posts", posts=10)
    assert not Post.objects.exists()
