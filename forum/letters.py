"""What emails show of the forum."""

from content.templatetags.ui import excerpt
from forum.by_email.addresses import address_for
from forum.models import Post, SignedPost, ThreadReading
from notifications.kinds import Excerpt

MOST, LONGEST = 3, 500  # posts of one thread in one email, characters of each


def mentions(person, notification, about):
    """Return the newest posts that name a person in the thread of the first of them, since an email told of any."""
    return newest(person, notification, thread=about.thread, mentions__person=person)


def replies(person, notification, about):
    """Return the newest posts of a thread that a person has not read, since an email told of any."""
    thread = about.merged_into or about
    read = ThreadReading.objects.filter(person=person, thread=thread).values_list("number", flat=True).first()
    return newest(person, notification, thread=thread, number__gt=read or 0)


def opening(person, notification, about):
    """Return the post that opened a thread."""
    return newest(person, notification, thread=about, number=1)


def newest(person, notification, **which):
    posts = Post.objects.visible_to(person).filter(**which, hidden_at=None).exclude(author=person)
    posts = posts.exclude(pk__in=SignedPost.objects.filter(person=person).values("post"))
    if notification.mailed_at:
        posts = posts.filter(created_at__gt=notification.mailed_at)
    found = posts.for_list().order_by("-number")[:MOST]
    return [Excerpt(post.author, excerpt(post.html, LONGEST), post.language) for post in reversed(found)]


def answer_to_thread(person, thread):
    return address_for(person, thread.merged_into or thread)


def answer_to_post(person, post):
    return address_for(person, post.thread)
