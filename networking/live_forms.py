"""The shape of what people send while a session is on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content.fields import TitleField
from networking.live_actions import MOST_MORE


class AnnouncementForm(forms.Form):
    words = TitleField(
        label=_("Announcement to everyone"),
        max_length=300,
        required=False,
        help_text=_("One sentence at the top of all pages, in place of the last one. Empty: none."),
    )


class MinutesForm(forms.Form):
    minutes = forms.IntegerField(min_value=-MOST_MORE, max_value=MOST_MORE)
