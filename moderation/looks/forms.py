"""Why a named moderator looks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.forms import ReasonField


class LookForm(forms.Form):
    reason = ReasonField(
        label=_("Why you look"), help_text=_("Kept in the log, and sent to the person with your name.")
    )
