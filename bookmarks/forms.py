"""What people send about what they keep."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bookmarks.models import MOST_CHARACTERS
from bookmarks.presets import MORNING, moment_at, presets
from content.fields import TitleField
from content.forms import WritingForm

AT = "at"
LABELS = {
    "later": _("Later today"),
    "tomorrow": _("Tomorrow morning"),
    "monday": _("Monday morning"),
    "month": _("In a month"),
}
FARTHEST = timedelta(days=5 * 365)


def said(moment, now):
    """Say a moment in few words: without its day when that is today."""
    moment = timezone.localtime(moment)
    hour = date_format(moment, "TIME_FORMAT")
    if moment.date() == timezone.localdate(now):
        return hour
    return gettext("%(day)s, %(hour)s") % {"day": date_format(moment, "MONTH_DAY_FORMAT"), "hour": hour}


class BookmarkForm(WritingForm):
    """A note and a reminder, in the reader's time zone."""

    note = TitleField(
        label=_("Note to yourself"),
        max_length=MOST_CHARACTERS,
        required=False,
        help_text=_("Nobody else sees it."),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    when = forms.ChoiceField(label=_("Reminder"), required=False, widget=forms.RadioSelect)
    day = forms.DateField(
        label=pgettext_lazy("of a reminder", "Day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input"}),
    )
    hour = forms.TimeField(
        label=pgettext_lazy("of a reminder", "Hour"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "input"}),
    )

    def __init__(self, *args, bookmark=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.now, self.zone = timezone.now(), timezone.get_current_timezone()
        self.presets = presets(self.now, self.zone)
        # What was offered when the page was made may be past its hour: it is taken all the same, for the next morning.
        stale = {name: self.presets["tomorrow"] for name in LABELS if name == self.data.get("when")}
        self.presets = stale | self.presets
        offered = [(name, f"{LABELS[name]} · {said(moment, self.now)}") for name, moment in self.presets.items()]
        self.fields["when"].choices = [("", pgettext_lazy("reminder", "None")), *offered, (AT, _("A day and an hour"))]
        self.initial = self.initial_of(bookmark)

    def initial_of(self, bookmark):
        if bookmark is None or bookmark.remind_at is None:
            return {"note": bookmark.note if bookmark else "", "hour": MORNING}
        moment = bookmark.remind_at.astimezone(self.zone)
        return {"note": bookmark.note, "when": AT, "day": moment.date(), "hour": moment.time()}

    def clean(self):
        given = super().clean()
        when = given.get("when")
        if when == AT and not self.errors:
            given["remind_at"] = self.moment_said(given)
        else:
            given["remind_at"] = self.presets.get(when)
        return given

    def moment_said(self, given):
        """Return the moment of the day and the hour, None with the reason when it is no moment to come."""
        day, today = given["day"], self.now.astimezone(self.zone).date()
        if day is None:
            return self.add_error("day", _("Choose a day."))
        if day > today + FARTHEST:
            return self.add_error("day", _("Choose a day of the next five years."))
        moment = moment_at(day, given["hour"] or MORNING, self.zone) if day >= today else None
        if moment is None or moment <= self.now:
            return self.add_error("day", _("This moment is past. Choose a later one."))
        return moment

    def said(self):
        """Return what the action keeps."""
        return {name: self.cleaned_data[name] for name in ("note", "remind_at")}
