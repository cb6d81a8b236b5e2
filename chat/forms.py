"""The shape of what people send to a room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content.fields import BodyField, ClientIdField

LONGEST = 4000


class EditForm(forms.Form):
    body = BodyField(label=_("Message"), max_length=LONGEST)


class MessageForm(EditForm):
    client_id = ClientIdField()
