"""The shape of a table that hosts set up."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from content.fields import TitleField
from content.forms import WritingForm
from networking.models.tables import FEWEST_SEATS, MOST_SEATS, TOPIC_LENGTH


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
