"""What people write about their contacts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content.fields import TextField
from content.forms import WritingForm
from content.text import digest
from networking.models.contacts import MOST_IN_A_NOTE


class NoteForm(WritingForm):
    note = TextField(
        label=_("Note to yourself"),
        max_length=MOST_IN_A_NOTE,
        required=False,
        help_text=_("Nobody else sees it."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
    )
    # The digest of the note that was on the page when editing began.
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, contact, **kwargs):
        super().__init__(*args, initial={"note": contact.note, "seen": digest(contact.note)}, **kwargs)

    def conflict(self, present):
        """Return (form, status) to show again; saving once more replaces the note as it is now."""
        self.data = self.data.copy()
        self.data["seen"] = digest(present)
        said = _(
            "This note was changed elsewhere meanwhile. Save again to replace it by yours. It says now: %(present)s"
        )
        self.add_error(None, said % {"present": present})
        return self, 409
