"""Threads as rows of a list: a page finds their keys, then reads at once what its rows show."""

from django.utils import timezone

from accounts.models import unshown
from content.paging import page_of
from content.prepared import prepared
from forum.models import TaggedThread, Thread

LIVELIEST = 6  # on the home page, and as many that wait
MOST_PINNED = 5  # of one board


def threads_in_list(user, keys):
    """Return the threads of these keys, in this order, with their tags and what this person has read of them."""
    if not keys:
        return []
    threads = {thread.pk: thread for thread in _threads(user, *keys)}
    tags = {pk: [] for pk in threads}
    for tagged in _tagged(*keys):
        tags[tagged.content_object_id].append(tagged.tag)
    for pk, thread in threads.items():
        thread._prefetched_objects_cache = {"tags": tags[pk]}  # where thread.tags looks first
    return [threads[pk] for pk in keys]


@prepared
def _threads(user, *keys):
    threads = Thread.objects.filter(pk__in=keys).with_reading(user).select_related("author", "board", "last_poster")
    return threads.defer(*unshown("author"), *unshown("last_poster"))


@prepared
def _tagged(*keys):
    return TaggedThread.objects.filter(content_object__in=keys).select_related("tag").order_by("tag__folded")


def page_of_keys(threads, params, moment="last_posted_at"):
    """Return the page of the keys of these threads that an address asks for, ordered by this moment."""
    page = page_of(threads.values_list("pk", moment, named=True), params, moment=moment)
    return page.with_rows([row.pk for row in page.rows])


def keys_of_liveliest(user):
    return [pk for (pk,) in _liveliest(user)]


@prepared
def _liveliest(user):
    threads = Thread.objects.visible_to(user).filter(hidden_at=None)
    return threads.order_by("-last_posted_at", "-pk").values_list("pk")[:LIVELIEST]


def keys_of_waiting(user):
    return [pk for (pk,) in _waiting(user)]


@prepared
def _waiting(user):
    return Thread.objects.visible_to(user).waiting().order_by("-created_at", "-pk").values_list("pk")[:LIVELIEST]


def keys_of_pinned(board):
    """Return the keys of the threads that head their board now, the one that stays longest first."""
    now = timezone.now()
    return [pk for pk, until in _pinned(board.pk) if until > now]


@prepared
def _pinned(board):
    # Those that head it no more come last.
    threads = Thread.objects.filter(board=board, hidden_at=None, pinned_until__isnull=False)
    return threads.order_by("-pinned_until", "pk").values_list("pk", "pinned_until")[:MOST_PINNED]
