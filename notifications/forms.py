"""What people send about how they are told."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.hours import CLOSES_AT, OPENS_AT
from notifications.kinds import Channel, chosen


def hours():
    return [(hour, gettext("%(hour)s:00") % {"hour": hour}) for hour in range(25)]


class HourField(forms.TypedChoiceField):
    """A full hour; what is not said is the usual one."""

    def __init__(self, *, usual, **kwargs):
        widget = forms.Select(attrs={"class": "input"})
        super().__init__(choices=hours, coerce=int, required=False, empty_value=usual, widget=widget, **kwargs)


class ChoicesForm(forms.Form):
    """One field for each kind of thing that people are told of, then when emails may leave."""

    working_hours = forms.BooleanField(
        label=_("Only in my working hours, from Monday to Friday"),
        required=False,
        help_text=_("What comes outside them waits for the next morning. Your time zone is in your profile."),
    )
    opens_at = HourField(label=_("From"), usual=OPENS_AT)
    closes_at = HourField(label=_("To"), usual=CLOSES_AT)

    digest = forms.BooleanField(
        label=_("A summary of the week on Monday"),
        required=False,
        help_text=_("New threads of the boards and tags that you follow, questions there that nobody answered yet."),
    )
    follows_own = forms.BooleanField(label=_("Follow the threads that I open"), required=False)
    follows_replied = forms.BooleanField(label=_("Follow the threads in which I reply"), required=False)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(choices, name) for name in self.fields}
        for name, kind in chosen().items():
            # What a mangled form leaves out stays as it is by default.
            field = forms.TypedChoiceField(
                label=kind.label,
                choices=Channel,
                required=False,
                coerce=Channel,
                empty_value=kind.channel,
                widget=forms.Select(attrs={"class": "input"}),
            )
            self.fields[f"kind_{name}"] = field
            self.initial[f"kind_{name}"] = choices.channel(name)

    def kinds(self):
        return [self[name] for name in self.fields if name.startswith("kind_")]

    def hours(self):
        return [self["opens_at"], self["closes_at"]]

    def clean(self):
        said = super().clean()
        if {"opens_at", "closes_at"} <= said.keys() and said["opens_at"] >= said["closes_at"]:
            self.add_error("closes_at", _("Choose an hour after the first one."))
        return said

    def said(self):
        """Return the fields of Choices that this form changes."""
        said = {name: value for name, value in self.cleaned_data.items() if not name.startswith("kind_")}
        channels = {name: self.cleaned_data[f"kind_{name}"] for name in chosen()}
        return {**said, "channels": channels}
