"""Links from one thread to another: kept with the words of each post, so that the target can tell who mentions it."""

import re
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from content.prepared import prepared
from forum.models import Post, PostLink, Thread

MOST_LINKS = 50  # of one post
MOST_SHOWN, MOST_READ = 5, 100
HREF = re.compile(r'<a href="([^"]+)"')
ADDRESS = re.compile(r"/(fils|messages)/([1-9][0-9]{0,17})/?")
PLACE = re.compile(r"post-([1-9][0-9]{0,17})")


def keep_links(post, *, is_new=False):
    """Note which threads a post links to, as its words are now, in the caller's transaction."""
    if not is_new:
        post.links.all().delete()
    threads, posts = linked_in(post.html)
    if not threads and not posts:
        return
    places = Post.objects.filter(pk__in=posts).values_list("pk", "thread")
    links = [PostLink(post=post, thread_id=thread, to_id=pk) for pk, thread in places]
    found = Thread.objects.filter(pk__in=threads).values_list("pk", "merged_into")
    links += [PostLink(post=post, thread_id=merged_into or pk) for pk, merged_into in found]
    PostLink.objects.bulk_create(links)


def linked_in(html):
    """Return the keys of the threads and those of the posts whose addresses, on this site, a rendered text links to."""
    threads, posts = set(), set()
    for address in HREF.findall(html):
        url = urlsplit(unescape(address))  # it was taken for an address when it was rendered
        if url.hostname and not validate_host(url.hostname, settings.ALLOWED_HOSTS):
            continue
        if not (named := ADDRESS.fullmatch(url.path)) or len(threads) + len(posts) >= MOST_LINKS:
            continue
        if place := PLACE.fullmatch(url.fragment):
            posts.add(int(place[1]))
        else:
            (threads if named[1] == "fils" else posts).add(int(named[2]))
    return threads, posts


def mentions_of(user, thread):
    """Return the posts that link to a thread from elsewhere and that this person may read, one of each thread.

    What is hidden mentions nothing, to its moderators neither.
    """
    rows = posts_linking_to(user, thread.pk)
    return list({post.thread_id: post for post in rows}.values())[:MOST_SHOWN]


@prepared
def posts_linking_to(user, thread):
    posts = Post.objects.visible_to(user).filter(pk__in=PostLink.objects.filter(thread=thread).values("post"))
    shown = posts.filter(hidden_at=None, thread__hidden_at=None).exclude(thread=thread)
    return shown.select_related("thread__board").defer("body", "html").order_by("-pk")[:MOST_READ]
