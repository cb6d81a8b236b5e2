"""The shape of what people send about sessions."""

from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.models import Group
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import ZONES, TimeZoneField
from accounts.models import User
from content.fields import TextField, TitleField
from content.text import digest
from networking.agenda import ROUNDS
from networking.models import Segment, Session
from networking.names import NamesField, as_lines
from networking.rounds import needed

MOST_ROUNDS, LEAST_BREAK, MOST_BREAK = 20, 20, 600
FARTHEST = timedelta(days=2 * 365)
MOST_SEGMENTS = 12
MOST_MINUTES = 8 * 60
# What a session is made of when nothing else is said.
USUAL = [("opening", 10), ("talk", 20), ("tables", 30), ("rounds", 35), ("closing", 15)]
SAID = (
    "title_fr title_en description_fr description_en partner time_zone capacity by_approval audience video_url".split()
)


class SessionForm(forms.Form):
    title_fr = TitleField(label=_("Title in French"))
    title_en = TitleField(label=_("Title in English"), required=False)
    description_fr = TextField(
        label=_("Description in French"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    description_en = TextField(
        label=_("Description in English"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    partner = forms.ModelChoiceField(label=_("Organised by"), queryset=None, empty_label=None)
    hosts = NamesField(
        label=_("Hosts"), help_text=_("Names of members, one a line: they run the session, and answer registrations.")
    )
    day = forms.DateField(
        label=_("Date"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input"})
    )
    hour = forms.TimeField(
        label=_("Starts at"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "input"})
    )
    time_zone = TimeZoneField(label=_("Time zone"), choices=ZONES)
    capacity = forms.IntegerField(
        label=_("Places"),
        required=False,
        min_value=1,
        max_value=2000,
        help_text=_("Empty: as many as come. Once it is full, the next ones go on a waiting list."),
    )
    by_approval = forms.BooleanField(label=_("A host accepts each registration"), required=False)
    audience = forms.ChoiceField(label=_("Who sees it"), choices=Session.Audience, widget=forms.RadioSelect)
    groups = forms.ModelMultipleChoiceField(
        label=_("Groups"),
        queryset=Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("When it is for chosen groups only."),
    )
    video_url = forms.URLField(
        label=_("Video link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"], message=_("Give an address that begins with https://."))],
        help_text=_("Jitsi, Teams, Zoom or any other: shown to those who have a place."),
    )
    # The digest of what was on the page when editing began.
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, reader, partners, session=None, **kwargs):
        super().__init__(*args, initial=initial_of(session, reader), **kwargs)
        self.fields["partner"].queryset = partners
        for name in ("partner", "groups"):  # asked once, drawn twice
            self.fields[name].choices = list(self.fields[name].choices)
        self.fields["hosts"].sources = [User.objects.visible_to(reader)]
        self.fields["time_zone"].offer(self.initial["time_zone"])

    def clean(self):
        said = super().clean()
        if {"day", "hour", "time_zone"} <= said.keys():
            self.starts_at = timezone.make_aware(
                datetime.combine(said["day"], said["hour"]), timezone=ZoneInfo(said["time_zone"])
            )
            now = timezone.now()
            if not now - timedelta(days=1) < self.starts_at < now + FARTHEST:
                self.add_error("day", _("Choose a day of the next two years."))
        if said.get("audience") == Session.Audience.GROUPS and not said.get("groups"):
            self.add_error("audience", _("Choose at least one group, or another audience."))
        return said

    def said(self):
        """Return what the actions write."""
        given = self.cleaned_data
        said = {name: given[name] for name in (*SAID, "hosts")}
        return {**said, "groups": given.get("groups", []), "starts_at": self.starts_at}

    def conflict(self, session):
        """Say that somebody else changed it meanwhile; saving once more replaces that."""
        self.data = self.data.copy()
        self.data["seen"] = digest(session.words)
        self.add_error(None, _("This session was changed by someone else meanwhile. Save again to replace it."))


def initial_of(session, reader):
    """Return what a form begins with: what a session says, or the usual."""
    if session is None:
        return {"hosts": reader.name, "time_zone": reader.time_zone, "audience": Session.Audience.EVERYONE}
    start = session.starts_at.astimezone(session.zone)
    said = {name: getattr(session, name) for name in SAID if name != "partner"}
    hosts = as_lines(session.hosts.all())
    groups = session.groups.all() if session.audience == Session.Audience.GROUPS else []
    return {
        **said,
        "partner": session.partner_id,
        "hosts": hosts,
        "groups": groups,
        "day": start.date(),
        "hour": start.time(),
        "seen": digest(session.words),
    }


class SegmentForm(forms.Form):
    """One part of the agenda; a row without minutes is not one."""

    kind = forms.ChoiceField(label=pgettext_lazy("of a segment", "Part"), choices=Segment.Kind)
    title_fr = TitleField(label=_("Title in French"), required=False)
    title_en = TitleField(label=_("Title in English"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=MOST_MINUTES)
    round_count = forms.IntegerField(
        label=_("Rounds"), required=False, initial=ROUNDS["round_count"], min_value=1, max_value=MOST_ROUNDS
    )
    round_minutes = forms.IntegerField(
        label=_("Minutes each"), required=False, initial=ROUNDS["round_minutes"], min_value=1, max_value=60
    )
    # Who meets whom is known, and on all pages, before the shortest is over.
    break_seconds = forms.IntegerField(
        label=_("Break, in seconds"),
        required=False,
        initial=ROUNDS["break_seconds"],
        min_value=LEAST_BREAK,
        max_value=MOST_BREAK,
    )

    def clean(self):
        said = super().clean()
        for name, usual in ROUNDS.items():
            if said.get("kind") != Segment.Kind.ROUNDS or said.get(name) is None:
                said[name] = usual
        if said.get("kind") == Segment.Kind.ROUNDS and said.get("minutes") and not self.errors:
            self.ask_time_for_rounds(Segment(**said))
        return said

    def ask_time_for_rounds(self, segment):
        minutes = ceil(needed(segment) / timedelta(minutes=1))
        if minutes > segment.minutes:
            said = {"count": segment.round_count, "minutes": minutes}
            self.add_error("minutes", _("%(count)s rounds and their breaks take %(minutes)s minutes.") % said)


class BaseAgenda(forms.BaseFormSet):
    def get_form_kwargs(self, index):
        # What is sent as it was shown counts too.
        return {**super().get_form_kwargs(index), "empty_permitted": False}

    def clean(self):
        if not any(self.errors) and not self.said():
            raise forms.ValidationError(_("Say how long at least one part takes."))
        if not any(self.errors) and sum(segment["minutes"] for segment in self.said()) > 24 * 60:
            raise forms.ValidationError(_("A session takes a day at most."))

    def said(self):
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("minutes")]


Agenda = forms.formset_factory(
    SegmentForm, formset=BaseAgenda, extra=3, max_num=MOST_SEGMENTS, absolute_max=MOST_SEGMENTS
)


def agenda_of(session):
    """Return the rows that the form of an agenda begins with."""
    if session is None:
        return [{"kind": kind, "minutes": minutes, **ROUNDS} for kind, minutes in USUAL]
    return list(session.segments.values("kind", "title_fr", "title_en", "minutes", *ROUNDS))
