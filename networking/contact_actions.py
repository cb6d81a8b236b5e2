"""What people do with those they met: wish to keep in touch, take it back, write a note for themselves."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from content.text import ask_unchanged
from networking.models import ContactWish
from networking.permissions import can_keep
from notifications.actions import notify


def keep_contact(*, person, other, session):
    """Wish to keep in touch with someone met in a session; when both do, their cards are exchanged. Return the wish.

    The version of the session stays: pages of others must not show that something happened. Raises PermissionDenied.
    """
    with transaction.atomic():
        lock(person, other)
        if not can_keep(person, other, session):
            raise PermissionDenied(_("You keep in touch with those with whom you sat at a table or were paired."))
        mine, is_new = ContactWish.objects.get_or_create(person=person, other=other, defaults={"session": session})
        if mine.ended_at:
            mine.session, mine.made_at, mine.exchanged_at, mine.ended_at = session, timezone.now(), None, None
            mine.save(update_fields=["session", "made_at", "exchanged_at", "ended_at"])
            is_new = True
        theirs = ContactWish.objects.standing().filter(person=other, other=person).first()
        if is_new and theirs:
            exchange(mine, theirs)
    return mine


def lock(person, other):
    """Let the wishes of two people come one after the other: two at once would both be the first."""
    list(User.objects.select_for_update(no_key=True).filter(pk__in=[person.pk, other.pk]).order_by("pk"))


def exchange(mine, theirs):
    """Make both wishes a contact, told to both."""
    now = timezone.now()
    for wish in (mine, theirs):
        wish.session, wish.exchanged_at = mine.session, now
        wish.save(update_fields=["session", "exchanged_at"])
        notify([wish.person], kind="contact_exchanged", actor=wish.other, about=wish)


def take_back(*, person, other):
    """Wish it no more, whether the other one did or not; of a contact both lose the card, the other keeps the note."""
    with transaction.atomic():
        lock(person, other)
        ContactWish.objects.filter(person=person, other=other).delete()
        theirs = ContactWish.objects.mutual().filter(person=other, other=person)
        theirs.update(ended_at=timezone.now())


def write_note(*, person, contact, note, seen=""):
    """Replace one's own note about a contact; return the contact.

    `seen` is the digest of the note it replaces, empty to replace any. Raises PermissionDenied, or Changed.
    """
    with transaction.atomic():
        contact = ContactWish.objects.select_for_update(no_key=True).filter(pk=contact.pk, person=person).first()
        if contact is None or not person.may_write:
            raise PermissionDenied(_("You cannot write this note any more."))
        ask_unchanged(contact.note, seen=seen, body=note)
        contact.note = note
        contact.save(update_fields=["note"])
    return contact


def forget_contacts(people):
    """Delete the wishes and notes of people who left the site, and those about them; `people` are their keys."""
    ContactWish.objects.filter(Q(person__in=people) | Q(other__in=people)).delete()
