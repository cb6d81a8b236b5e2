"""Which posts go, and where: into a new thread, into another one, or the whole thread into another."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.fields import TitleField
from forum.forms import TagsField, WritingForm
from forum.models import Board, Thread
from forum.moving.actions import MOST_MOVED, Elsewhere

# « 42 », or an address that holds the number of a thread: /fils/42/?message=21
NUMBER = re.compile(r"(?:.*/fils/)?([1-9]\d{0,17})(?:/.*)?", re.DOTALL)


class Where(models.TextChoices):
    NEW = "new", _("To a new thread")
    INTO = "into", _("To another thread")
    WHOLE = "whole", _("The whole thread, to another one")


class WhereForm(forms.Form):
    where = forms.ChoiceField(label=_("Where to"), choices=Where, initial=Where.NEW, widget=forms.RadioSelect)


class KeysField(forms.TypedMultipleChoiceField):
    """Keys of posts; the action, which holds the lock, says which of them are there."""

    def __init__(self):
        super().__init__(coerce=int, error_messages={"required": _("Choose at least one message.")})

    def valid_value(self, value):
        return value.isascii() and value.isdigit() and len(value) < 19

    def validate(self, value):
        super().validate(value)
        if len(value) > MOST_MOVED:
            raise ValidationError(_("Move 200 messages at most at once."))


class MovingForm(WritingForm):
    def __init__(self, *args, thread, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.thread, self.person = thread, person

    def refused(self, refusal):
        form, status = super().refused(refusal)
        return form, 409 if isinstance(refusal, Elsewhere) else status


class NewThreadForm(MovingForm):
    posts = KeysField()
    title = TitleField(label=_("Title"))
    kind = forms.ChoiceField(label=_("Kind of thread"), choices=Thread.Kind, widget=forms.RadioSelect)
    tags = TagsField()
    board = forms.ModelChoiceField(label=_("Board"), queryset=None, empty_label=None)

    def __init__(self, *args, thread, person, **kwargs):
        tags = ", ".join(tag.label for tag in thread.tags.all())
        initial = {"kind": thread.kind, "tags": tags, "board": thread.board_id}
        super().__init__(*args, thread=thread, person=person, initial=initial, **kwargs)
        self.fields["board"].queryset = Board.objects.writable_by(person).in_order()


class ToThreadForm(MovingForm):
    to = forms.CharField(
        label=_("Address or number of the thread"),
        max_length=300,
        help_text=_("The messages go to its end, in their order. You must moderate its board too."),
        widget=forms.TextInput(attrs={"list": "threads-near", "autocomplete": "off"}),
    )

    def clean_to(self):
        found = NUMBER.fullmatch(self.cleaned_data["to"].strip())
        seen = Thread.objects.visible_to(self.person).filter(hidden_at=None).select_related("board")
        thread = found and seen.filter(pk=found[1]).first()
        if not thread:
            raise ValidationError(_("No thread that you see has this address."))
        if thread == self.thread:
            raise ValidationError(_("This is the same thread."))
        return thread


class IntoThreadForm(ToThreadForm):
    posts = KeysField()
