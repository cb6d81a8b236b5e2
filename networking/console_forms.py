"""The shapes of what hosts do with all tables at once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.forms import LONGEST
from content.fields import BodyField, ClientIdField
from content.forms import WritingForm
from networking.table_forms import GuestsForm

LONGEST_COUNTDOWN = 15  # minutes


class PlacesForm(GuestsForm):
    """People of the session, and where they go; no table: they get up."""

    table = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(self, *args, session, tables=(), **kwargs):
        inside = session.attendances.filter(left_at=None).values("person")
        super().__init__(*args, may_come=User.objects.present().filter(pk__in=inside), **kwargs)
        self.fields["table"].choices = [("", ""), *((table.pk, table.topic) for table in tables)]


class SpreadForm(WritingForm):
    how = forms.ChoiceField(choices=[("random", ""), ("interest", "")])


class TellForm(WritingForm):
    body = BodyField(label=_("Message at each table where people sit"), max_length=LONGEST)
    client_id = ClientIdField()


class CloseForm(WritingForm):
    minutes = forms.IntegerField(label=_("In how many minutes"), min_value=1, max_value=LONGEST_COUNTDOWN, initial=2)
