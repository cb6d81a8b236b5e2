"""The shape of what people send to the moderators, and of what these decide."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.fields import TextField
from moderation.models import LONGEST_REASON, SHORTEST_REASON

LONGEST_SUSPENSION = 365  # days


class ReasonField(TextField):
    """A few words that say why, as plain text."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        super().__init__(max_length=LONGEST_REASON, **kwargs)
        self.widget.attrs["rows"] = 3

    def validate(self, value):
        super().validate(value)
        if len(value) < SHORTEST_REASON:
            raise ValidationError(_("Say why in a few words."), code="min_length")


class ReportForm(forms.Form):
    reason = ReasonField(
        label=_("What is wrong?"),
        help_text=_("Only moderators read this. Who wrote it will not know that you reported it."),
    )


class DecisionForm(forms.Form):
    reason = ReasonField(label=_("Reason"), help_text=_("Sent to the person concerned, and kept in the log."))

    @property
    def decision(self):
        """What decide() takes besides who, what and which."""
        return {"reason": self.cleaned_data["reason"]}


class SuspensionForm(DecisionForm):
    """Until when: a number of days from now, or the end of a chosen day."""

    length = forms.ChoiceField(
        label=_("For how long"),
        choices=[("1", _("1 day")), ("7", _("7 days")), ("30", _("30 days")), ("date", _("Until a date"))],
        initial="7",
        widget=forms.RadioSelect,
    )
    date = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    field_order = ["length", "date", "reason"]

    def clean(self):
        data = super().clean()
        length, day = data.get("length"), data.get("date")
        if length == "date" and "date" in data:
            today = timezone.localdate()
            if not day or not today <= day <= today + timedelta(days=LONGEST_SUSPENSION):
                self.add_error("date", _("Choose a day from today on, within a year."))
            else:
                data["until"] = timezone.make_aware(datetime.combine(day, time(23, 59)))
        elif length and length != "date":
            data["until"] = (timezone.now() + timedelta(days=int(length))).replace(second=0, microsecond=0)
        return data

    @property
    def decision(self):
        return {**super().decision, "until": self.cleaned_data["until"]}
