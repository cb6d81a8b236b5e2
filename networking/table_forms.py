"""The shape of a table that hosts set up."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.forms import PeopleField
from content.fields import TitleField
from content.forms import WritingForm
from networking.models.tables import FEWEST_SEATS, MOST_SEATS, TOPIC_LENGTH


class GuestsForm(WritingForm):
    people = PeopleField(
        User.objects.none(),
        error_messages={
            "required": _("Choose at least one person."),
            "invalid_choice": _("One of these people has left the session. Choose again."),
        },
    )

    def __init__(self, *args, may_come, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = may_come

    @property
    def picked(self):
        """The keys of those who are checked, as they were sent."""
        return set(self.data.getlist("people")) if self.is_bound else set()


class TableForm(WritingForm):
    topic_fr = TitleField(label=_("Topic in French"), max_length=TOPIC_LENGTH)
    topic_en = TitleField(label=_("Topic in English"), max_length=TOPIC_LENGTH, required=False)
    seats = forms.IntegerField(
        label=_("Seats"),
        min_value=FEWEST_SEATS,
        max_value=MOST_SEATS,
        initial=6,
        help_text=_("A host may always sit down as one more."),
    )
    video_url = TitleField(
        label=_("Video link"), max_length=500, required=False, validators=[URLValidator(schemes=["https"])]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="table_%s", **kwargs)
