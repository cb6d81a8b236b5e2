"""What those who were in a session send about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content.fields import TextField
from content.forms import WritingForm
from networking.models.opinions import HIGHEST, LOWEST

WORDS = {LOWEST: _("1, not at all"), HIGHEST: _("5, very much")}
MARKS = [(mark, WORDS.get(mark, str(mark))) for mark in range(LOWEST, HIGHEST + 1)]


class MarkField(forms.TypedChoiceField):
    def __init__(self, **kwargs):
        super().__init__(choices=MARKS, coerce=int, widget=forms.RadioSelect, **kwargs)


class OpinionForm(WritingForm):
    worth = MarkField(label=_("Was it worth your time?"))
    useful = MarkField(label=_("Did you meet someone useful?"))
    again = MarkField(label=_("Would you come again?"))
    comment = TextField(
        label=_("A comment"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
        help_text=_("The hosts read it without your name, when five people at least have answered."),
    )

    def __init__(self, *args, opinion=None, **kwargs):
        names = ("worth", "useful", "again", "comment")
        super().__init__(*args, initial=opinion and {name: getattr(opinion, name) for name in names}, **kwargs)
