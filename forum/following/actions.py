"""What people do with what they follow."""

import secrets

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import FeedKey, Following


def follow(*, person, what, target):
    """Let a person hear of each new thread of a board, tag, author or company; the caller has found it for them.

    Raises PermissionDenied for oneself, and for people who show their threads to nobody.
    """
    if what == "author" and (target.pk == person.pk or not target.is_for_members("writing")):
        raise PermissionDenied(_("You cannot follow this person."))
    return Following.objects.get_or_create(person=person, **{what: target})[0]


def unfollow(*, person, what, target):
    """Undo follow."""
    Following.objects.filter(person=person, **{what: target}).delete()


def make_feed_key(*, person):
    """Return a new secret for a person's feeds; the one before reads no more. It is shown now and never again."""
    secret = secrets.token_urlsafe(24)
    fields = {"digest": FeedKey.digest_of(secret), "created_at": timezone.now()}
    FeedKey.objects.update_or_create(person=person, defaults=fields)
    return secret


def revoke_feed_key(*, person):
    """Let the secret address of a person's feeds read nothing more."""
    FeedKey.objects.filter(person=person).delete()
