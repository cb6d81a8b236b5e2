"""What search finds of the forum: threads and posts, narrowed by board, tag and author."""

from datetime import UTC, datetime

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.text import plain
from forum.models import Board, Post, Tag, TaggedThread, Thread
from search import registry
from search.indexing import keep

OF_A_POST = {
    "board": "thread__board",
    "tag": "thread__tagged__tag",
    "author": "author",
    "solved": "thread__answered_at__gt",
}
OF_A_THREAD = {"board": "board", "tag": "tagged__tag", "author": "author", "solved": "answered_at__gt"}
EVER = datetime(2000, 1, 1, tzinfo=UTC)  # a question that was answered since is solved


def opening_words():
    return Subquery(Post.objects.filter(thread=OuterRef("pk"), number=1).values("html"))


def threads_with_words():
    # By the rows between: taggit's own prefetch of tags builds a query for each thread.
    return Thread.objects.annotate(opening=opening_words()).prefetch_related("tagged__tag")


def words_of_thread(thread):
    tags = " ".join(f"{tagged.tag.name} {tagged.tag.name_en}" for tagged in thread.tagged.all())
    return registry.Words(title=thread.title, near=tags, text=plain(thread.opening or ""))


def keep_threads(*pks):
    """Index threads as they are now, their tags and first words included."""
    keep("thread", *threads_with_words().filter(pk__in=pks))


def keep_post(post):
    """Index a post whose words changed, and its thread where they open it."""
    keep("post", post)
    if post.number == 1:
        keep_threads(post.thread_id)


def board_named(user, slug):
    return Board.objects.visible_to(user).filter(slug=slug).values_list("pk", flat=True).first()


def boards_shown(user, keys):
    boards = Board.objects.visible_to(user).filter(pk__in=keys)
    return {board.pk: (board.slug, board.name) for board in boards}


def tag_named(user, slug):
    return Tag.objects.filter(slug=slug).values_list("pk", flat=True).first()


def tags_shown(user, keys):
    return {tag.pk: (tag.slug, tag.label) for tag in Tag.objects.filter(pk__in=keys)}


def tags_among(places):
    threads = {pk for kind, pk in places if kind == "thread"}
    return TaggedThread.objects.filter(content_object__in=threads).values_list("tag", flat=True) if threads else []


def solved_named(user, text):
    return EVER if text == "yes" else None


def solved_shown(user, keys):
    return {EVER: ("yes", _("Solved questions"))}


def solved_among(places):
    threads = {pk for kind, pk in places if kind == "thread"}
    solved = Thread.objects.filter(pk__in=threads, answered_at__gt=EVER).values("pk")
    return [EVER for _thread in solved] if threads else []


def register():
    registry.register(
        registry.Kind(
            name="thread",
            label=_("Threads"),
            model=Thread,
            documents=threads_with_words,
            words=words_of_thread,
            visible_to=Thread.objects.visible_to,
            for_list=lambda threads: threads.annotate(opening=opening_words()).select_related("author", "board"),
            template="forum/_found_thread.html",
            excerpt_of=lambda thread: plain(thread.opening or ""),
            moment="created_at",
            place=1,
            titled="title",
            merit="confirmed",
            facets=OF_A_THREAD,
            part_of=("thread", "pk"),
        )
    )
    registry.register(
        registry.Kind(
            name="post",
            label=_("Messages"),
            model=Post,
            documents=lambda: Post.objects.only("html"),
            words=lambda post: registry.Words(text=plain(post.html)),
            visible_to=Post.objects.visible_to,
            for_list=lambda posts: posts.for_list().select_related("thread__board"),
            template="forum/_found_post.html",
            excerpt_of=lambda post: plain(post.html),
            moment="created_at",
            place=2,
            weight=0.6,
            merit="confirmed",
            facets=OF_A_POST,
            part_of=("thread", "thread"),
        )
    )
    registry.register_facet(registry.Facet("board", _("Board"), board_named, boards_shown, place=1))
    registry.register_facet(registry.Facet("tag", _("Tag"), tag_named, tags_shown, tags_among, place=2))
    registry.register_facet(
        registry.Facet("solved", pgettext_lazy("thread", "Solved"), solved_named, solved_shown, solved_among, place=5)
    )
