"""The shape of what people say to everyone in a session."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content.fields import TitleField
from content.forms import WritingForm
from networking.models.talk import QUESTION_LENGTH


class ProposeForm(forms.Form):
    board = forms.ModelChoiceField(None)

    def __init__(self, *args, boards, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = boards


class AskForm(WritingForm):
    text = TitleField(
        label=_("Your question to the speaker"),
        max_length=QUESTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everyone here sees it, with your name."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="ask_%s", **kwargs)
