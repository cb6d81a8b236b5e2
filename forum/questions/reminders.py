"""Questions that wait too long: brought to whoever looks after their tags, to moderators, or back to who asked."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import Membership
from forum.models import PostVote, SignedPost, Tag, Thread, ThreadReading
from forum.permissions import moderates, readers_of
from forum.signing import asker_of
from notifications.actions import notify

MOST_AT_ONCE = 200
DAY, THREE_DAYS = timedelta(hours=24), timedelta(hours=72)
TOO_LATE = timedelta(days=14)  # what waits longer was brought already, or came before there was anyone to bring it to


def run_due():
    """Bring what waits to whom it is for, once each; called each minute."""
    bring_waiting(Thread.Brought.CARETAKERS, after=DAY, to=looks_after)
    bring_waiting(Thread.Brought.MODERATORS, after=THREE_DAYS, to=lambda thread: moderates(thread.board))
    ask_for_answers()


def looks_after(thread):
    """Return the condition: people of the partners that look after a tag of this thread."""
    partners = Tag.caretakers.through.objects.filter(tag__tagged__content_object=thread).values("company")
    return Q(pk__in=Membership.objects.filter(company__in=partners).values("person"))


def bring_waiting(step, *, after, to):
    """Tell these readers of each question that nobody has replied to for so long."""
    now = timezone.now()
    waiting = Thread.objects.waiting().filter(created_at__gt=now - TOO_LATE, created_at__lte=now - after)
    for thread in waiting.filter(brought__lt=step).select_related("board").order_by("created_at", "pk")[:MOST_AT_ONCE]:
        with transaction.atomic():
            # Whoever changes the row tells: two processes at once tell it once.
            if not Thread.objects.waiting().filter(pk=thread.pk, brought__lt=step).update(brought=step):
                continue
            people = readers_of(thread).filter(to(thread)).exclude(pk=asker_of(thread).pk)
            about = {"about": thread, "topic": thread.topic, "number": thread.last_number}
            notify(people.only("pk"), kind="unanswered", **about)


def ask_for_answers():
    """Ask whoever asked, once, whether a reply that was useful to others three days ago is the answer."""
    now = timezone.now()
    votes = PostVote.objects.filter(
        created_at__gt=now - TOO_LATE, created_at__lte=now - THREE_DAYS, post__hidden_at=None, post__number__gt=1
    )
    signed = SignedPost.objects.filter(post__thread=OuterRef("thread"), post__number=1)
    asked = Q(person=OuterRef("author")) | Exists(signed.filter(person=OuterRef("person")))
    muted = ThreadReading.objects.filter(asked, thread=OuterRef("pk"), watch=ThreadReading.Watch.MUTED)
    helped = votes.exclude(post__author=F("post__thread__author")).values("post__thread")
    threads = Thread.objects.unsolved().filter(~Exists(muted), pk__in=helped, nudged_at=None)
    for thread in threads.select_related("board").order_by("pk")[:MOST_AT_ONCE]:
        with transaction.atomic():
            if not Thread.objects.unsolved().filter(pk=thread.pk, nudged_at=None).update(nudged_at=now):
                continue
            people = readers_of(thread).filter(pk=asker_of(thread).pk)
            notify(people, kind="nudge", about=thread, topic=thread.topic, number=thread.last_number)
