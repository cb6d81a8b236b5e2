"""The shape of a poll, and of an answer to one."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content.fields import TextField, TitleField
from content.forms import WritingForm
from networking.models.polls import CHOICE_LENGTH, FEWEST_CHOICES, MOST_CHOICES, POLL_LENGTH

LONGEST = (CHOICE_LENGTH + 2) * MOST_CHOICES


class PollForm(WritingForm):
    question = TitleField(label=_("Question to everyone"), max_length=POLL_LENGTH)
    choices = TextField(
        label=_("Choices"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Two to six, one per line."),
    )
    is_multiple = forms.BooleanField(label=_("Several choices are possible"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="poll_%s", **kwargs)

    def clean_choices(self):
        lines = [" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        if not FEWEST_CHOICES <= len(lines) <= MOST_CHOICES:
            raise ValidationError(_("Write two to six choices, one per line."))
        if len({line.casefold() for line in lines}) < len(lines):
            raise ValidationError(_("Two of these choices are the same."))
        if max(map(len, lines)) > CHOICE_LENGTH:
            raise ValidationError(_("A choice has %(n)s characters at most."), params={"n": CHOICE_LENGTH})
        return lines


class AnswerForm(forms.Form):
    chosen = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": _("Choose an answer.")})

    def __init__(self, *args, poll, **kwargs):
        super().__init__(*args, **kwargs)
        self.poll = poll
        self.fields["chosen"].choices = list(enumerate(poll.choices))

    def clean_chosen(self):
        chosen = sorted(set(self.cleaned_data["chosen"]))
        if len(chosen) > 1 and not self.poll.is_multiple:
            raise ValidationError(_("One choice only."))
        return chosen
