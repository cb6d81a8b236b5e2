"""What is signed « Une PME »: whose it is, for their own rights and what they are told, and the name that others see.

Its author is one shared person (User.objects.signature()), so that pages, frames, feeds and lists show nobody else.
"""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import SIGNATURE, User
from content.markdown import attachments_named_in
from content.models import Attachment
from content.prepared import prepared
from forum.models import SignedPost


def signed_numbers(user, thread):
    """Return the numbers of the posts of a thread that are this person's under « Une PME »."""
    if not thread.is_signed or not user.is_authenticated:
        return []
    return [number for (number,) in _numbers(user.pk, thread.pk)]


@prepared
def _numbers(person_id, thread_id):
    return SignedPost.objects.filter(person=person_id, post__thread=thread_id).values_list("post__number")


def wrote(user, post):
    """Tell whether a post is this person's, whatever name stands above it."""
    if not post.is_signed:
        return post.author_id == user.pk
    return bool(user.pk and _signed(user.pk, post.pk))


@prepared
def _signed(person_id, post_id):
    return SignedPost.objects.filter(person=person_id, post=post_id).values_list("post")


def writer_of(post):
    """Return who wrote a post, to tell them of it; « Une PME », whom nothing reaches, once they left."""
    return _person(post.author, post=post) if post.is_signed else post.author


def asker_of(thread):
    """Return who opened a thread, as writer_of does."""
    return (
        _person(thread.author, post__thread=thread, post__number=1) if thread.author_id == SIGNATURE else thread.author
    )


def _person(author, **which):
    signed = SignedPost.objects.filter(**which).select_related("person").first()
    return signed.person if signed else author


def writers_of(posts):
    """Return the keys of those who wrote these posts and are still there."""
    keys = {post.author_id for post in posts}
    if SIGNATURE in keys:
        keys |= set(SignedPost.objects.filter(post__in=posts).values_list("person", flat=True))
    return keys - {SIGNATURE}


def shown_as(person, thread):
    """Return whom others see when this person does something in a thread: « Une PME » where they wrote as that.

    A thread in which they were named later would tell who asked.
    """
    return User.objects.signature() if signed_numbers(person, thread) else person


def ask_no_pdf(person, body):
    """Raise PermissionDenied for a text with a PDF of this person's: programs write the name of who made it into it."""
    named = Attachment.objects.filter(pk__in=attachments_named_in(body), uploader=person, kind=Attachment.Kind.PDF)
    if named.exists():
        raise PermissionDenied(_("A PDF often holds the name of who made it: attach a picture of its page instead."))
