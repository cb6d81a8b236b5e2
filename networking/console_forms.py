"""The shapes of what hosts do with all tables at once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.forms import LONGEST, PeopleField
from content.fields import BodyField, ClientIdField
from content.forms import WritingForm

LONGEST_COUNTDOWN = 15  # minutes


class PlacesForm(WritingForm):
    """People of the session, and where they go; no table: they get up."""

    people = PeopleField(
        User.objects.none(),
        error_messages={
            "required": _("Choose at least one person."),
            "invalid_choice": _("One of these people has left the session. Choose again."),
        },
    )
    table = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(self, *args, session, tables=(), **kwargs):
        super().__init__(*args, **kwargs)
        inside = session.attendances.filter(left_at=None).values("person")
        self.fields["people"].queryset = User.objects.present().filter(pk__in=inside)
        self.fields["table"].choices = [("", ""), *((table.pk, table.topic) for table in tables)]

    @property
    def picked(self):
        """The keys of those who are checked, as they were sent."""
        return set(self.data.getlist("people")) if self.is_bound else set()


class SpreadForm(WritingForm):
    how = forms.ChoiceField(choices=[("random", ""), ("interest", "")])


class TellForm(WritingForm):
    body = BodyField(label=_("Message at each table where people sit"), max_length=LONGEST)
    client_id = ClientIdField()


class CloseForm(WritingForm):
    minutes = forms.IntegerField(label=_("In how many minutes"), min_value=1, max_value=LONGEST_COUNTDOWN, initial=2)
