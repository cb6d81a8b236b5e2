"""Seeing who signed a post: a write, for each look leaves a row and a word to whom it was about."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from forum.signing import writer_of
from moderation.looks.models import Look, NamedModerator
from moderation.permissions import can_see_reports
from notifications.actions import notify


def is_named(user):
    return NamedModerator.objects.filter(person=user.pk).exists()


def can_look(user):
    """The two who are named, while they moderate; no administrator by being one."""
    return user.may_write and can_see_reports(user) and is_named(user)


def can_read_looks(user):
    """Administrators see that there were looks, never at whom."""
    return user.is_active and (user.is_staff or user.is_superuser or is_named(user))


def look(*, moderator, post, reason):
    """Return who signed a post, None once they left; the log keeps the look, and they are told of it, with the reason.

    Raises PermissionDenied.
    """
    with transaction.atomic():
        if not post.is_signed or not can_look(moderator):
            raise PermissionDenied(_("Only the two named moderators see who signed: ask them."))
        person = writer_of(post)
        seen = Look.objects.create(moderator=moderator, post=post, reason=reason)
        if person.is_signature:
            return None
        notify([person], kind="look", actor=moderator, about=seen)
    return person
