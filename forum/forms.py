"""The shape of what people send to the forum."""

from datetime import datetime, time, timedelta
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from content.fields import BodyField, ClientIdField, TitleField
from content.paging import read_number
from content.text import AlreadySent, clean, digest, fold
from forum.models import Board, Tag, Thread

MOST_TAGS = 5
LONGEST_PIN = timedelta(days=92)


class TagsField(forms.CharField):
    """One to five words of the vocabulary, separated by commas; any case, accents or language. Cleans to Tags."""

    def __init__(self):
        super().__init__(
            label=_("Tags"),
            max_length=400,
            help_text=_("One to five, separated by commas: reopening, automation, 4.0…"),
            error_messages={"required": _("Choose at least one tag.")},
            widget=forms.TextInput(attrs={"data-tags": "", "autocomplete": "off"}),
        )

    def clean(self, value):
        words = list(dict.fromkeys(word for word in (fold(w) for w in clean(super().clean(value)).split(",")) if word))
        tags = {}
        unknown = []
        known = Tag.objects.named(words)
        for word in words:
            tag = known.get(word)
            if tag:
                tags[tag.pk] = tag
            else:
                unknown.append(word)
        if unknown:
            message = ngettext("This tag does not exist: %(tags)s.", "These tags do not exist: %(tags)s.", len(unknown))
            raise ValidationError(message, params={"tags": ", ".join(unknown)})
        if not tags:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(tags) > MOST_TAGS:
            raise ValidationError(_("Choose at most five tags."))
        return list(tags.values())


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


class PostForm(WritingForm):
    body = BodyField(label=_("Your reply"))
    client_id = ClientIdField()


class EditForm(WritingForm):
    body = BodyField(label=_("Your message"))
    # The digest of the words that were on the page when editing began.
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def conflict(self, present):
        """Return (form, status) to show again, beside the words as they are now; saving once more replaces those."""
        self.data = self.data.copy()
        self.data["seen"] = digest(present)
        self.add_error(None, _("This message was changed elsewhere meanwhile. Save again to replace it by yours."))
        self.present = present
        return self, 409


class ThreadForm(PostForm):
    kind = forms.ChoiceField(
        label=_("Kind of thread"), choices=Thread.Kind, initial=Thread.Kind.QUESTION, widget=forms.RadioSelect
    )
    title = TitleField(label=_("Title"), help_text=_("One sentence that a colleague in another plant understands."))
    tags = TagsField()

    field_order = ["kind", "title", "body", "tags", "client_id"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _("Your message")
        self.fields["body"].help_text = _("Say the alloy, the sizes, the figures, and what you tried.")


class ArrangeForm(WritingForm):
    """Where a thread stands: its title, kind, tags, board, and how long it heads its board."""

    title = TitleField(label=_("Title"))
    kind = forms.ChoiceField(label=_("Kind of thread"), choices=Thread.Kind, widget=forms.RadioSelect)
    tags = TagsField()
    board = forms.ModelChoiceField(label=_("Board"), queryset=None, empty_label=None)
    pinned_until = forms.DateField(
        label=_("Pinned until"),
        required=False,
        help_text=_("At the head of its board, until the end of that day; three months at most. Empty: not pinned."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, thread, person, **kwargs):
        pinned = timezone.localdate(thread.pinned_until) if thread.is_pinned else None
        tags = ", ".join(tag.label for tag in thread.tags.all())
        super().__init__(
            *args,
            initial={
                "title": thread.title, "kind": thread.kind, "tags": tags, "board": thread.board_id,
                "pinned_until": pinned,
            },
            **kwargs,
        )  # fmt: skip
        open_to_them = Board.objects.writable_by(person) | Board.objects.filter(pk=thread.board_id)
        self.fields["board"].queryset = open_to_them.in_order()
        self.thread = thread

    def clean_pinned_until(self):
        """Return the end of the day in the reader's time zone; the same day again is the same moment."""
        day = self.cleaned_data["pinned_until"]
        if day is None:
            return None
        if self.thread.is_pinned and day == timezone.localdate(self.thread.pinned_until):
            return self.thread.pinned_until
        today = timezone.localdate()
        if not today <= day <= today + LONGEST_PIN:
            raise ValidationError(_("Choose a day from today on, three months away at most."))
        return timezone.make_aware(datetime.combine(day, time.max.replace(microsecond=0)))


def read_place(params):
    """Return (start, before) from the address of a thread page; at most one is set, nonsense counts for nothing."""
    start, before = (read_number(params.get(name, "")) for name in ("message", "before"))
    return (None, before) if before else (start, None)
