"""One page of a thread: its posts by number, with the events that stand between them."""

from operator import attrgetter

from content.prepared import prepared
from forum.models import Post, PostVote, Tag, ThreadEvent
from forum.questions.settling import with_answers
from live.streams import LARGEST_KEY

SIZE = 20
MOST_EVENTS = 60  # on one page; a thread that is closed and opened again and again shows its newest


def first_of_page(number):
    """Return the number that begins the page of twenty on which this one stands."""
    return (number - 1) // SIZE * SIZE + 1


class ThreadPage:
    """Posts from number `start` on, or the ones just before `before`.

    The thread is one that its reader sees; `hidden` says whether as a moderator, who sees hidden posts too.
    `rows` are posts and events in the order of the page; `version` is the thread's as it was
    before they were read, so that nothing can slip between the page and its stream.
    """

    def __init__(self, thread, *, hidden, start=None, before=None):
        self.thread = thread
        self.version = thread.version
        if before:
            found = posts_before(thread.pk, before, hidden=hidden)
            self.posts = found[:SIZE][::-1]
            self.is_last = False
            more_before = len(found) > SIZE
        else:
            found = posts_from(thread.pk, start or 1, hidden=hidden)
            self.posts = found[:SIZE]
            self.is_last = len(found) <= SIZE
            more_before = (start or 1) > 1
        self.first = self.posts[0].number if self.posts else thread.last_number + 1
        self.last = self.posts[-1].number if self.posts else thread.last_number
        self.previous = f"?before={self.first}" if more_before else ""
        self.next = "" if self.is_last else f"?message={self.last + 1}"
        for post in self.posts:
            post.thread = thread
        with_answers(self.posts)
        events = events_between(thread.pk, self.first, LARGEST_KEY if self.is_last else self.last)
        self.start = start or (1 if before is None else self.first)
        self.rows = sorted([*self.posts, *events], key=attrgetter("place"))

    def first_unread(self, read):
        """Return the number of the first post after `read`, None when it stands on an earlier page or is not there."""
        after = (post.number for post in self.posts if post.number > read)
        return next(after, None) if read and self.start <= read + 1 else None

    def voted_by(self, user):
        """Return the keys of the posts of this page that this person voted for."""
        voted = [post.pk for post in self.posts if post.votes]
        return [pk for (pk,) in votes_of(user.pk, *voted)] if voted and user.is_authenticated else []


@prepared
def votes_of(person, *posts):
    return PostVote.objects.filter(person=person, post__in=posts).values_list("post")


@prepared
def posts_from(thread, start, *, hidden):
    return posts_shown(thread, hidden, "number", number__gte=start)


@prepared
def posts_before(thread, before, *, hidden):
    return posts_shown(thread, hidden, "-number", number__lt=before)


def posts_shown(thread, hidden, order, most=SIZE + 1, **side):
    # Their keys first: the plan is made for a thread of average length, and would sort all posts of the longest.
    keys = Post.objects.in_thread(thread, hidden=hidden).filter(**side).order_by(order).values("pk")[:most]
    return Post.objects.filter(pk__in=keys).order_by(order).for_list().defer("body", "client_id", "digest")


@prepared
def events_between(thread, first, last):
    events = ThreadEvent.objects.filter(thread=thread, after_number__gte=first, after_number__lte=last)
    return events.for_list().order_by("-after_number", "-pk")[:MOST_EVENTS]


@prepared
def tags_of(thread):
    return Tag.objects.filter(tagged__content_object=thread)
