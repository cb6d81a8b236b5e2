"""What people do with a text before it is sent."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.markdown import attachments_named_in
from content.models import Attachment, Draft
from content.pace import lock

KEEP_DRAFTS = timedelta(days=90)
MOST_DRAFTS = 100  # of one person; the next one stays on their device


class TooManyDrafts(Exception):
    """This person began more texts than the site keeps."""


def save_draft(*, person, place, **fields):
    """Keep what a person has typed for a topic until now, in the place of what they had; nothing typed, nothing kept.

    The caller has asked whether they see that place. Raises PermissionDenied, or TooManyDrafts.
    """
    fields = {name: text for name, text in fields.items() if text}
    if not person.may_write:
        raise PermissionDenied(_("You may read but not write for now."))
    if not fields:
        forget_draft(person=person, place=place)
        return
    with transaction.atomic():
        mine = Draft.objects.visible_to(person)
        if not mine.filter(place=place).exists():
            lock(person)
            if mine.count() >= MOST_DRAFTS:
                raise TooManyDrafts
        values = {"fields": fields, "kept_at": timezone.now()}
        mine.update_or_create(person=person, place=place, defaults=values)


def forget_draft(*, person, place):
    """Let go of what was typed for a topic: it was sent, or emptied."""
    Draft.objects.visible_to(person).filter(place=place).delete()


def move_drafts(*, place, to):
    """Keep what people typed for a topic for another one, after what they began there. In the caller's transaction."""
    moving = Draft.objects.filter(place=place)
    # Locked: what someone types there at this moment is neither lost nor the end of what they typed here.
    begun = Draft.objects.select_for_update().filter(place=to, person__in=moving.values("person"))
    begun = {draft.person_id: draft for draft in begun}
    for draft in moving.filter(person__in=begun):
        there = begun[draft.person_id]
        bodies = (fields.get("body") for fields in (there.fields, draft.fields))
        there.fields["body"] = "\n\n".join(filter(None, bodies))
        there.save(update_fields=["fields"])
        draft.delete()
    moving.update(place=to)


def keep_for_draft(attachment):
    """Keep a file for another day while a draft of its uploader names it; tell whether one does."""
    texts = Draft.objects.filter(person=attachment.uploader_id).values_list("fields", flat=True)
    named = any(attachment.pk in attachments_named_in(fields.get("body", "")) for fields in texts)
    if named:
        Attachment.objects.filter(pk=attachment.pk, unused_since__isnull=False).update(unused_since=timezone.now())
    return named


def forget_old_drafts():
    """Let go of the texts that nobody went on with for three months."""
    Draft.objects.filter(kept_at__lt=timezone.now() - KEEP_DRAFTS).delete()
