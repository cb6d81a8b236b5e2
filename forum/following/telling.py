"""Who is told of a new thread."""

from forum.models import Following
from forum.permissions import readers_of
from notifications.actions import notify


def tell_of_thread(thread, tags, but):
    """Tell those who follow its board, a tag of it, its author or their company; reading the thread reads it."""
    followers = Following.objects.of_thread(thread, tags).values("person")
    told = readers_of(thread).filter(pk__in=followers).exclude(pk__in=[person.pk for person in but])
    notify(told.only("pk"), kind="new_thread", actor=thread.author, about=thread, topic=thread.topic, number=1)
