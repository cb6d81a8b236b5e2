"""What falls due in the forum once an account is closed: its name leaves the words of others."""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from content.markdown import render
from content.mentions import without_name
from content.models import Attachment
from content.places import name_of
from forum import digests
from forum.finding import keep_post
from forum.models import FeedKey, Following, IncomingEmail, Post, PostMention, SignedPost, ThreadReading
from forum.questions.settling import shown_in, with_answers
from live.publish import announce_rows
from live.streams import next_version

MOST_AT_ONCE = 200
KEEP_INCOMING = timedelta(days=100)  # longer than the address that one was sent to


def run_due():
    """Forget what those who closed their account read and followed, and their name where posts call them; each minute.

    On Monday, let the summaries of the week leave.
    """
    left_lately = User.objects.closed_lately()
    ThreadReading.objects.filter(person__in=left_lately).delete()
    Following.objects.filter(Q(person__in=left_lately) | Q(author__in=left_lately)).delete()
    FeedKey.objects.filter(person__in=left_lately).delete()
    IncomingEmail.objects.filter(created_at__lt=timezone.now() - KEEP_INCOMING).delete()
    forget_signed(left_lately)
    digests.write_due()
    left = PostMention.objects.filter(person__closed_at__isnull=False).select_related("post__thread")
    for mention in left.order_by("pk")[:MOST_AT_ONCE]:
        with suppress(Post.DoesNotExist):  # moved meanwhile: its turn comes again
            forget_name(mention)


def forget_signed(people):
    """Let nobody know any more what these people wrote as « Une PME », by its files neither."""
    with transaction.atomic():
        signed = SignedPost.objects.filter(person__in=people)
        posts = list(signed.values_list("post", flat=True))
        if posts:
            shown = Attachment.objects.filter(uses__place=name_of(Post), uses__row_id__in=posts, uploader__in=people)
            Attachment.objects.filter(pk__in=shown.values("pk")).update(uploader=User.objects.signature())
            signed.delete()


def forget_name(mention):
    """Take a name out of what a post says and said before. Its author changed nothing: it is no edit."""
    with transaction.atomic():
        thread = next_version(mention.post.thread)
        post = Post.objects.for_list().get(pk=mention.post_id, thread=thread)
        post.thread = thread
        post.body = without_name(post.body, mention.person_id, post.language)
        post.html, post.version = render(post.body), thread.version
        post.save(update_fields=["body", "html", "version"])
        keep_post(post)
        for revision in post.revisions.all():
            revision.body = without_name(revision.body, mention.person_id, post.language)
            revision.save(update_fields=["body"])
        mention.delete()
        rows = with_answers([post, *shown_in(post)])
        transaction.on_commit(lambda: announce_rows(thread.topic, rows), robust=True)
