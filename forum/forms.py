"""The shape of what people send to the forum."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from content.fields import BodyField, ClientIdField, TitleField
from content.forms import WritingForm
from content.paging import read_number
from content.text import clean, fold
from forum.models import Board, Tag, Thread, ThreadReading

MOST_TAGS = 5
LONGEST_PIN = timedelta(days=92)


class TagsField(forms.CharField):
    """One to five words of the vocabulary, separated by commas; any case, accents or language. Cleans to Tags."""

    def __init__(self, **kwargs):
        chosen = {
            "label": _("Tags"),
            "help_text": _("One to five, separated by commas: reopening, automation, 4.0…"),
            "error_messages": {"required": _("Choose at least one tag.")},
            **kwargs,
        }
        widget = forms.TextInput(attrs={"data-tags": "", "autocomplete": "off"})
        super().__init__(max_length=400, widget=widget, **chosen)

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
        if not tags and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(tags) > MOST_TAGS:
            raise ValidationError(_("Choose at most five tags."))
        return list(tags.values())


class PostForm(WritingForm):
    body = BodyField(label=_("Your reply"))
    client_id = ClientIdField()


class WatchForm(forms.Form):
    watch = forms.ChoiceField(choices=ThreadReading.Watch)


class ThreadForm(PostForm):
    kind = forms.ChoiceField(
        label=_("Kind of thread"), choices=Thread.Kind, initial=Thread.Kind.QUESTION, widget=forms.RadioSelect
    )
    title = TitleField(
        label=_("Title"),
        help_text=_("One sentence that a colleague in another plant understands."),
        widget=forms.TextInput(attrs={"data-similar": "", "autocomplete": "off"}),
    )
    tags = TagsField()

    signed = forms.BooleanField(
        label=_("Sign “A small company (under 60 employees)” instead of my name"),
        required=False,
        help_text=_(
            "For a question. Nobody sees who you are, in your replies there neither; two named moderators can look, "
            "for a reason that you are told. Your words, your pictures and the names of your files may still tell: "
            "read them again."
        ),
    )

    field_order = ["kind", "title", "body", "tags", "signed", "client_id"]

    def __init__(self, *args, can_sign, **kwargs):
        super().__init__(*args, **kwargs)
        if not can_sign:
            del self.fields["signed"]
        self.fields["body"].label = _("Your message")
        self.fields["body"].help_text = _("Say the alloy, the sizes, the figures, and what you tried.")

    def clean(self):
        data = super().clean()
        if data.get("signed") and data.get("kind") not in ("", None, Thread.Kind.QUESTION):
            self.add_error("signed", _("Only a question is signed so. Ask a question, or sign with your name."))
        return data


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
