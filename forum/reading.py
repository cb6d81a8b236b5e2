"""One page of a thread: its posts by number, with the events that stand between them."""

from operator import attrgetter

from forum.models import Post

SIZE = 20
MOST_EVENTS = 60  # on one page; a thread that is closed and opened again and again shows its newest


def first_of_page(number):
    """Return the number that begins the page of twenty on which this one stands."""
    return (number - 1) // SIZE * SIZE + 1


class ThreadPage:
    """Posts from number `start` on, or the ones just before `before`.

    `rows` are posts and events in the order of the page; `version` is the thread's as it was
    before they were read, so that nothing can slip between the page and its stream.
    """

    def __init__(self, thread, user, *, start=None, before=None):
        self.thread = thread
        self.version = thread.version
        posts = Post.objects.visible_to(user).filter(thread=thread).for_list()
        if before:
            found = list(posts.filter(number__lt=before).order_by("-number")[: SIZE + 1])
            self.posts = found[:SIZE][::-1]
            self.is_last = False
            more_before = len(found) > SIZE
        else:
            found = list(posts.filter(number__gte=start or 1).order_by("number")[: SIZE + 1])
            self.posts = found[:SIZE]
            self.is_last = len(found) <= SIZE
            more_before = (start or 1) > 1
        self.first = self.posts[0].number if self.posts else thread.last_number + 1
        self.last = self.posts[-1].number if self.posts else thread.last_number
        self.previous = f"?before={self.first}" if more_before else ""
        self.next = "" if self.is_last else f"?message={self.last + 1}"
        for post in self.posts:
            post.thread = thread
        self.rows = sorted([*self.posts, *self._events()], key=attrgetter("place"))

    def _events(self):
        events = self.thread.events.select_related("actor").filter(after_number__gte=self.first)
        if not self.is_last:
            events = events.filter(after_number__lte=self.last)
        return events.order_by("-after_number", "-pk")[:MOST_EVENTS]
