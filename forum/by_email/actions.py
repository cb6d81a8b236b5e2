"""What becomes of an answer that came by email: a post as from the page, or a letter that says why not."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.emails import send_letter
from accounts.models import User
from content.actions import TooMany, upload
from content.forms import UploadForm
from content.images import Refused as BadPicture
from content.pace import is_too_fast, lock
from content.text import clean
from forum.actions import post_reply
from forum.by_email.addresses import read_address
from forum.forms import PostForm
from forum.models import IncomingEmail, Thread
from forum.permissions import can_reply, can_reply_by_email
from notifications.letters import absolute
from notifications.models import Choices

DAY = timedelta(days=1)
MOST_A_MINUTE, MOST_A_DAY = 10, 60  # of one person; what comes faster is brought again later
MOST_LETTERS_A_DAY = 10  # that say why not
MOST_FILES = 10
LONGEST_BACK = 20_000  # characters


class TooFast(Exception):
    """This person sends more emails than the site takes in a minute."""


class Refused(Exception):
    """It becomes no post; the argument says why to who sent it."""


def take(email):
    """Post an answer that came by email, or write its author why not; return in a word what became of it.

    One that comes again, or twice at once, is taken once. Nothing is written to whom no signed address names, nor to a
    machine. Raises TooFast.
    """
    if email.is_automatic:
        return "automatic"
    address = read_address(email.recipients)
    person = address and User.objects.present().filter(pk=address.person_id).first()
    if not person:
        return "unknown address"
    if IncomingEmail.objects.filter(person=person, digest=email.digest).exists():
        return "known"
    if is_too_fast(person, "email", most=MOST_A_MINUTE):
        raise TooFast
    with translation.override(person.language), timezone.override(person.zone):
        thread = seen(person, address)
        try:
            return post(person, thread, address, email)
        except (Refused, PermissionDenied) as refusal:
            return refuse(person, thread, email, str(refusal))


def seen(person, address):
    """Return the thread of an address, or the one it was merged into; None when this person may not see it."""
    thread = Thread.objects.told_to(person).filter(pk=address.thread_id).first()
    return thread and (thread.merged_into or thread)


def post(person, thread, address, email):
    ask(person, thread, address, email)
    shown, left_out = keep_files(person, email.files)
    form = PostForm({"body": "\n\n".join(filter(None, [without_secrets(email.words), *shown]))})
    if not form.is_valid():
        raise Refused(*[sentence for errors in form.errors.values() for sentence in errors][:1])
    with transaction.atomic():
        lock(person)
        row, is_new = IncomingEmail.objects.get_or_create(person=person, digest=email.digest)
        if not is_new:
            return "known"
        if count_today(person) > MOST_A_DAY:
            raise Refused(_("You have sent many emails today. Try again tomorrow, or write on the site."))
        row.post = post_reply(author=person, thread=thread, **form.cleaned_data)
        row.save(update_fields=["post"])
        if left_out:
            tell(person, row.post.get_absolute_url(), names=left_out)
    return "posted"


def ask(person, thread, address, email):
    """Raise Refused unless this person may answer there with this email; the action asks again."""
    if email.sender != person.email:
        raise Refused(
            _("It came from %(sender)s. Answer from the address of your account, %(email)s.")
            % {"sender": email.sender[:254], "email": person.email}
        )
    if not thread:
        raise Refused(_("This thread is no longer there, or you no longer have access to it."))
    if address.is_old or address.revoked != Choices.of(person).addresses_revoked % 2**16:
        raise Refused(_("The address to which you replied is no longer valid. Reply to a newer email, or on the site."))
    if not person.may_write:
        raise Refused(_("You may read but not write for now."))
    if not can_reply(person, thread):  # before the work of keeping files
        raise Refused(_("This thread is closed to new replies."))
    if not can_reply_by_email(person, thread):
        raise Refused(_("You are “A small company” there, and an email often ends with your name: reply on the site."))


def without_secrets(words):
    """Leave out the lines by which others could act for who wrote: programs may quote our letter in unknown ways."""
    stop = reverse("notifications:stop", args=["-"]).rstrip("-/")
    return "\n".join(line for line in words.split("\n") if stop not in line and not read_address(line))


def keep_files(person, files):
    """Keep the pictures and PDFs, ten at most; return (what shows each of them, the names of the others)."""
    shown, left_out = [], []
    for file in files:
        form = UploadForm(files={"file": file})
        try:
            kept = len(shown) < MOST_FILES and form.is_valid() and upload(uploader=person, **form.cleaned_data)
        except (BadPicture, TooMany):
            kept = None
        if kept:
            shown.append(kept.markdown)
        else:
            left_out.append(" ".join(clean(file.name).split())[:80])
    return shown, left_out


def refuse(person, thread, email, reason):
    """Write a person once why their answer is not published, with its words; some ten times a day at most."""
    with transaction.atomic():
        lock(person)
        _row, is_new = IncomingEmail.objects.get_or_create(person=person, digest=email.digest)
        if is_new and count_today(person, post=None) <= MOST_LETTERS_A_DAY:
            # What came from another address may be another person's words.
            words = email.text if email.sender == person.email else ""
            tell(person, thread.get_absolute_url() if thread else "", reason=reason, words=words[:LONGEST_BACK])
    return "refused"


def count_today(person, **which):
    return IncomingEmail.objects.filter(person=person, created_at__gt=timezone.now() - DAY, **which).count()


def tell(person, path, **context):
    context = {"reason": "", "words": "", "names": [], **context, "address": absolute(path)}
    send_letter("answer_by_email", to=person.email, language=person.language, context=context)
