"""Atom feeds of boards, tags and threads: what a guest may read, or whoever a secret address (`?cle=`) stands for."""

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import conditional_page, require_safe

from content.templatetags.ui import excerpt
from forum.models import Board, FeedKey, Post, Tag, TaggedThread, Thread
from notifications.letters import absolute

MOST, LONGEST = 30, 1000
others = {}  # {name of its address: label} of what other apps let a program read in a person's place


def register(label, view):
    others[view] = label


def reader_of(request):
    """Return the person whose secret the address holds, else a guest: a session opens no feed."""
    secret = request.GET.get("cle")
    if secret is None:
        return AnonymousUser()
    person = FeedKey.reader(secret[:100])
    if person is None:
        raise Http404
    return person


class ForumFeed(Feed):
    feed_type = Atom1Feed

    def get_object(self, request, **place):
        self_address = absolute(request.path)
        user = reader_of(request)
        target = self.find(user, **place)
        return {"user": user, "target": target, "address": self_address}

    def title(self, found):
        return f"{self.name(found['target'])} – Espace Aluminium"

    def name(self, target):
        return str(target)

    def link(self, found):
        return absolute(found["target"].get_absolute_url())

    def feed_url(self, found):
        return found["address"]

    def item_link(self, item):
        return absolute(item.get_absolute_url())

    item_guid = item_link

    def item_author_name(self, item):
        return item.author.shown_name

    def item_pubdate(self, item):
        return item.created_at


class ThreadsFeed(ForumFeed):
    """The liveliest threads of a place, each with the beginning of its first post."""

    def items(self, found):
        threads = self.threads(found["user"], found["target"]).filter(hidden_at=None)
        threads = list(threads.select_related("author").order_by("-last_posted_at", "-pk")[:MOST])
        first = Post.objects.filter(thread__in=threads, number=1, hidden_at=None)
        words = dict(first.values_list("thread", "html"))
        for thread in threads:
            thread.words = words.get(thread.pk, "")
        return threads

    def item_title(self, thread):
        return thread.title

    def item_description(self, thread):
        return excerpt(thread.words, LONGEST)

    def item_updateddate(self, thread):
        return thread.last_posted_at


class BoardFeed(ThreadsFeed):
    def find(self, user, slug):
        return get_object_or_404(Board.objects.visible_to(user), slug=slug)

    def threads(self, user, board):
        return Thread.objects.visible_to(user).filter(board=board)


class TagFeed(ThreadsFeed):
    def find(self, user, slug):
        return get_object_or_404(Tag, slug=slug)

    def name(self, tag):
        return tag.label

    def threads(self, user, tag):
        tagged = TaggedThread.objects.filter(
            tag=tag, content_object__hidden_at=None, content_object__board__in=Board.objects.visible_to(user)
        )
        latest = tagged.order_by("-last_posted_at", "-content_object")[:MOST]
        return Thread.objects.visible_to(user).filter(pk__in=list(latest.values_list("content_object", flat=True)))


class ThreadFeed(ForumFeed):
    """The newest posts of a thread."""

    def find(self, user, pk):
        return get_object_or_404(Thread.objects.visible_to(user).filter(hidden_at=None), pk=pk)

    def items(self, found):
        posts = Post.objects.in_thread(found["target"], hidden=False).select_related("author", "thread")
        return posts.order_by("-number")[:MOST]

    def item_title(self, post):
        return f"{post.author.shown_name} – {post.thread.title}"

    def item_description(self, post):
        return excerpt(post.html, LONGEST)

    def item_updateddate(self, post):
        return post.written_at


board, tag, thread = (require_safe(conditional_page(feed())) for feed in (BoardFeed, TagFeed, ThreadFeed))
