"""Threads on the same subject: as a title that is being typed, or as another thread."""

from hashlib import sha256

from django.core.cache import cache

from content.prepared import prepared
from forum.models import Board, Thread
from forum.reading import tags_of
from search.likeness import alike

MOST = 5
MOST_KEPT = 20  # of those that are looked up for several readers
SECONDS = 15 * 60
TRUST = 0.25  # what an accepted answer adds, and again one that companies confirmed


def similar_threads(user, title):
    """Return the threads that this person may see and that say the same as a title, solved ones first."""
    found = alike("thread", Thread.objects.visible_to(user).filter(hidden_at=None), title)
    threads = Thread.objects.visible_to(user).select_related("board").in_bulk(list(found)[: MOST * 4])
    best = sorted(threads.values(), key=lambda thread: -found[thread.pk] * (1 + TRUST * trust(thread)))[:MOST]
    return sorted(best, key=lambda thread: -trust(thread))


def trust(thread):
    """Tell how far a thread is settled: 2 with an answer that companies confirmed, 1 with another one."""
    return bool(thread.answered_at) + bool(thread.confirmed)


def related_threads(user, thread):
    """Return threads on the subject of another one that this person may see, the most alike first.

    Looked up once for all who read the same boards and kept a while: a thread is read far more often than the rest
    of the site changes. Who may see each is asked every time.
    """
    boards = sorted(pk for (pk,) in boards_of_reader(user))
    said = " ".join([thread.title, *(tag.name for tag in tags_of(thread.pk))])
    key = f"related:{thread.pk}:{sha256(repr((said, boards)).encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        among = Thread.objects.filter(board__in=boards, hidden_at=None).exclude(pk=thread.pk)
        found = list(alike("thread", among, said))[:MOST_KEPT]
        cache.set(key, found, SECONDS)
    threads = {thread.pk: thread for thread in threads_of_reader(user, *found)} if found else {}
    return [threads[pk] for pk in found if pk in threads][:MOST]


@prepared
def boards_of_reader(user):
    return Board.objects.visible_to(user).values_list("pk")


@prepared
def threads_of_reader(user, *keys):
    return Thread.objects.visible_to(user).filter(hidden_at=None, pk__in=keys).select_related("board")
