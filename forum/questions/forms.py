"""The shape of what people send about answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content.fields import TitleField
from content.forms import WritingForm
from forum.models import Post, Trial


class MarkForm(forms.Form):
    """How a reply is held for an answer; nothing takes it back."""

    mark = forms.ChoiceField(choices=Post.Mark, required=False)


class VoteForm(forms.Form):
    useful = forms.ChoiceField(choices=[("yes", ""), ("no", "")])

    def clean_useful(self):
        return self.cleaned_data["useful"] == "yes"


class TrialForm(WritingForm):
    """What came of an answer in another company."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=Trial.Outcome, widget=forms.RadioSelect)
    text = TitleField(
        label=_("In short"),
        max_length=600,
        help_text=_("What you changed, what you measured, what to watch for."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    size = forms.ChoiceField(
        label=_("Size of your company"), choices=[("", _("Not said")), *Trial.Size.choices], required=False
    )
    equipment = TitleField(label=_("Equipment"), required=False)
    cost = forms.ChoiceField(
        label=_("What it cost"), choices=[("", _("Not said")), *Trial.Cost.choices], required=False
    )
