"""What people do with files, beside their words."""

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content import places
from content.images import derive
from content.markdown import attachments_named_in
from content.models import Attachment, AttachmentUse
from content.pace import is_too_fast, lock

FULL, SMALL = (2560, 2560), (1280, 960)  # pixels; the small one is what texts show, at twice the density
MOST_A_MINUTE = 20  # refused ones too: each costs a second of CPU
MOST_A_DAY = 100
MOST_BYTES_A_DAY = 250_000_000


class TooMany(Exception):
    """This person sends more than the site takes; the arguments are the sentence and the seconds to wait."""


def upload(*, uploader, file, name, kind):
    """Keep a file that nobody but its uploader can open until words of theirs show it; return its row.

    Raises PermissionDenied, TooMany, or images.Refused when a picture cannot be read.
    """
    if not uploader.may_write:
        raise PermissionDenied(_("You may read but not write for now."))
    ask_pace(uploader, file.size)
    attachment = Attachment(uploader=uploader, kind=kind, name=name, size=file.size)
    if attachment.is_picture:
        full, small = derive(file.read(), FULL, SMALL)
        attachment.width, attachment.height = full.width, full.height
        contents = [ContentFile(full.webp), ContentFile(small.webp)]
    else:
        contents = [file]
    # The row first: a process that dies in between leaves one that is thrown away, never a file that nobody knows.
    with transaction.atomic():
        lock(uploader)
        ask_limit(uploader, file.size)  # again: others may have come while the picture was read
        attachment.save(force_insert=True)
    for path, content in zip(attachment.paths, contents, strict=True):
        default_storage.save(path, content)
    return attachment


def ask_pace(uploader, size):
    if is_too_fast(uploader, "upload", most=MOST_A_MINUTE):
        raise TooMany(_("This was tried many times in a short while. Wait a minute, then try again."), 60)
    ask_limit(uploader, size)


def ask_limit(uploader, size):
    files, bytes_sent = Attachment.objects.totals_of(uploader)
    if files >= MOST_A_DAY or bytes_sent + size > MOST_BYTES_A_DAY:
        raise TooMany(_("You have sent many files today. Try again tomorrow."), 3600)


def attach(row, *, uploader=None, is_new=True):
    """Let those who may read a row open the files that its words name, as far as its author uploaded them.

    `uploader` is the key of who wrote it, where its author is somebody else. Called in the transaction that stores the
    words. Files that edited words no longer name are shown no more.
    """
    keys = attachments_named_in(row.body)
    if is_new and not keys:
        return
    use = {"place": places.name_of(row), "row_id": row.pk}
    if not is_new:
        _forget_all_but(keys, use)
    uploader = row.author_id if uploader is None else uploader
    named = Attachment.objects.filter(pk__in=keys, uploader=uploader).order_by("pk")
    # Locked: what is thrown away at this moment is shown no more, what is shown is not thrown away.
    kept = list(named.select_for_update(no_key=True).values_list("pk", flat=True))
    AttachmentUse.objects.bulk_create((AttachmentUse(attachment_id=key, **use) for key in kept), ignore_conflicts=True)
    Attachment.objects.filter(pk__in=kept).update(unused_since=None)


def _forget_all_but(keys, use):
    left = AttachmentUse.objects.filter(**use).exclude(attachment__in=keys)
    gone = list(left.values_list("attachment", flat=True))
    if gone:
        left.delete()
        Attachment.objects.filter(pk__in=gone, uses=None).update(unused_since=timezone.now())


def throw_away(attachments):
    """Delete files and their rows, but for those that something shows meanwhile."""
    for attachment in attachments:
        with transaction.atomic():
            still = Attachment.objects.select_for_update().filter(pk=attachment.pk, unused_since__isnull=False).first()
            if still:
                still.delete()
                transaction.on_commit(lambda paths=attachment.paths: delete_files(paths), robust=True)


def delete_files(paths):
    for path in paths:
        default_storage.delete(path)
