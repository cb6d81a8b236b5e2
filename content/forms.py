"""What pages send about any list of things people wrote, the words themselves, and the files they attach."""

import re
from uuid import uuid4

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from content.fields import BodyField
from content.images import is_picture
from content.models import Attachment
from content.text import AlreadySent, clean, digest, is_blank

LARGEST = 10_000_000  # bytes
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,application/pdf"
# What would end or change the words of a link in Markdown.
MEANS_SOMETHING = re.compile(r"[\\\[\]`*<>&!|~\n\t]+")
WHY_REFUSED = {
    "too_many_pixels": (413, _("This picture has too many pixels: 50 million at most.")),
    "unreadable": (415, _("This picture cannot be read. Open it in a program and save it anew.")),
}


class WritingForm(forms.Form):
    """A form that keeps what was typed when the action refuses it."""

    def refused(self, refusal):
        """Return (form, status) to show again, with the reason; a form already used gets a new client_id."""
        if isinstance(refusal, AlreadySent):
            self.data = self.data.copy()
            self.data["client_id"] = str(uuid4())
            sentence, status = (
                _("This form was already sent with another text. Send again to add this one."),
                409,
            )
        else:
            sentence, status = str(refusal), 403
        self.add_error(None, sentence)
        return self, status


class EditForm(WritingForm):
    body = BodyField(label=_("Your message"))
    # The digest of the words that were on the page when editing began.
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, words=None, **kwargs):
        super().__init__(*args, initial=words and {"body": words, "seen": digest(words)}, **kwargs)
        self.beside = {}  # what a conflict tells the page's script

    def conflict(self, present):
        """Return (form, status) to show again, beside the words as they are now; saving once more replaces those."""
        self.data = self.data.copy()
        self.data["seen"] = digest(present)
        self.add_error(None, _("This message was changed elsewhere meanwhile. Save again to replace it by yours."))
        self.beside = {"seen": self.data["seen"], "present": present}
        return self, 409


class ReadForm(forms.Form):
    """The number up to which a person has read."""

    number = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class DraftForm(forms.Form):
    """What was typed until now, for the topic where it would go; kept as it is, too long or not."""

    place = forms.CharField(max_length=40)
    body = forms.CharField(max_length=20_000, required=False, strip=False)
    title = forms.CharField(max_length=400, required=False, strip=False)
    # What was to be without a name must not come back with one.
    signed = forms.CharField(max_length=1, required=False)


class UploadForm(forms.Form):
    """One picture or PDF. When it is refused, `status` is that of the answer; with 429 `wait` tells the seconds."""

    file = forms.FileField(
        label=_("Picture or PDF"),
        help_text=_("JPEG, PNG, WebP, GIF or PDF; 10 MB at most."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    status = 422

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            self.status = 413
            raise ValidationError(_("This file is too large: 10 MB at most."))
        kind = kind_of(file)
        if kind is None:
            self.status = 415
            raise ValidationError(_("Only pictures (JPEG, PNG, WebP, GIF) and PDF files can be attached."))
        self.cleaned_data["kind"] = kind
        return file

    def clean(self):
        if self.cleaned_data.get("file"):
            self.cleaned_data["name"] = shown_name(self.cleaned_data["file"].name, self.cleaned_data["kind"])
        return self.cleaned_data

    def refuse(self, refusal):
        """Say why an action refused the file: PermissionDenied, TooMany or images.Refused."""
        if isinstance(refusal, PermissionDenied):
            self.status, sentence = 403, str(refusal)
        elif refusal.args[0] in WHY_REFUSED:
            self.status, sentence = WHY_REFUSED[refusal.args[0]]
        else:
            self.status, (sentence, self.wait) = 429, refusal.args
        self.add_error("file", sentence)


def kind_of(file):
    """Tell by its first bytes what a file is, None when it is nothing that we take; its name and type are claims."""
    start = file.read(16)
    file.seek(0)
    if is_picture(start):
        return Attachment.Kind.PICTURE
    return Attachment.Kind.PDF if start.startswith(b"%PDF-") else None


def shown_name(name, kind):
    """Return what a text calls a file: a picture by its name without the ending, for it is read aloud."""
    stem, _dot, _ending = clean(name).rpartition(".")
    stem = " ".join(MEANS_SOMETHING.sub(" ", stem).split())[:70].rstrip(". ")
    if is_blank(stem):
        stem = "document" if kind == Attachment.Kind.PDF else "image"
    return f"{stem}.pdf" if kind == Attachment.Kind.PDF else stem
