"""The letter of Monday: what is new in the boards and tags that one follows, and which questions wait there."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from forum.models import Following, SignedPost, TaggedThread, Thread
from notifications import letters
from notifications.models import Email

MONDAY, FROM_HOUR = 0, 7
WEEK, OLDEST_QUESTION = timedelta(days=7), timedelta(days=60)
MOST_NEW, MOST_WAITING = 10, 5
MOST_AT_ONCE = 200


def register():
    letters.register(letters.DIGEST, compose)


def write_due():
    """On Monday, let a summary wait for those who follow a board or a tag; each leaves in their working hours."""
    now = timezone.localtime()
    if now.weekday() != MONDAY or now.hour < FROM_HOUR:
        return
    monday = now.replace(hour=0, minute=0, second=0, microsecond=0)
    # One that had nothing to say is a row too.
    written = Email.objects.filter(person=OuterRef("pk"), kind=letters.DIGEST, created_at__gte=monday)
    follows = Following.objects.filter(Q(board__isnull=False) | Q(tag__isnull=False), person=OuterRef("pk"))
    people = User.objects.present().filter(Exists(follows), ~Exists(written))
    letters.let_wait(letters.DIGEST, people.exclude(notification_choices__digest=False).order_by("pk")[:MOST_AT_ONCE])


def compose(person):
    """Return the summary of a person's week, None when nothing happened that is theirs."""
    new, waiting = new_threads(person), waiting_questions(person)
    if not new and not waiting:
        return None
    stop = letters.stop_address(person, letters.DIGEST)
    rows = {thread.pk: letters.absolute(thread.get_absolute_url()) for thread in (*new, *waiting)}
    context = {
        "new": [(thread, rows[thread.pk]) for thread in new],
        "waiting": [(thread, rows[thread.pk]) for thread in waiting],
        "stop": stop,
        "choices": letters.absolute(reverse("notifications:choices")),
    }
    subject, text, html = letters.render("digest", context)
    return letters.Letter(subject=subject, text=text, html=html, headers=letters.list_headers("resume", stop))


def seen_by(person):
    signed = SignedPost.objects.filter(person=person, post__number=1).values("post__thread")
    threads = Thread.objects.visible_to(person).filter(hidden_at=None).exclude(author=person).exclude(pk__in=signed)
    return threads.select_related("author", "board").order_by("-created_at", "-pk")


def followed_tags(person):
    tags = Following.objects.filter(person=person).values("tag")
    return Exists(TaggedThread.objects.filter(content_object=OuterRef("pk"), tag__in=tags))


def new_threads(person):
    boards = Following.objects.filter(person=person).values("board")
    which = Q(board__in=boards) | Q(followed_tags(person))
    recent = seen_by(person).filter(which, created_at__gt=timezone.now() - WEEK)
    # A thread that is new moved lately: the index of the latest ones bounds the scan.
    return list(recent.filter(last_posted_at__gt=timezone.now() - WEEK)[:MOST_NEW])


def waiting_questions(person):
    """Return the questions without a reply in the tags that a person follows, older than what is new."""
    waiting = seen_by(person).filter(kind=Thread.Kind.QUESTION, visible_posts=1, closed_at=None)
    now = timezone.now()
    found = waiting.filter(followed_tags(person), created_at__lte=now - WEEK, created_at__gt=now - OLDEST_QUESTION)
    return list(found[:MOST_WAITING])
