"""The shape of what people send to a room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.models import Message, Reaction, RoomReading
from content.fields import BodyField, ClientIdField, TextField, TitleField
from content.forms import EditForm, WritingForm
from live.streams import LARGEST_KEY

LONGEST = 4000


class EditMessageForm(EditForm):
    body = BodyField(label=_("Message"), max_length=LONGEST)


class ReplyField(forms.IntegerField):
    """The key of the message that one replies to; nonsense is none: what is said is said all the same."""

    widget = forms.HiddenInput

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError:
            return None


class MessageForm(WritingForm):
    body = BodyField(label=_("Message"), max_length=LONGEST)
    client_id = ClientIdField()
    reply_to = ReplyField(required=False)

    def __init__(self, *args, room, user, **kwargs):
        # A page may hold several rooms.
        super().__init__(*args, auto_id=f"room-{room.pk}-%s", **kwargs)
        self.room, self.user = room, user

    def clean_reply_to(self):
        return self.find(self.cleaned_data["reply_to"])

    @property
    def replied(self):
        """The message that this form replies to, None without one."""
        return self.find(self.fields["reply_to"].to_python(self["reply_to"].value()))

    def find(self, pk):
        if not pk:
            return None
        messages = Message.objects.visible_to(self.user).filter(room=self.room, removed_at=None)
        return messages.select_related("author").filter(pk=pk).first()


class LevelForm(forms.Form):
    level = forms.ChoiceField(
        label=_("What counts here for me"),
        help_text=_(
            "What is added to the number beside “Rooms”, on every page. Mentions of a muted room are not told either."
        ),
        choices=RoomReading.Level.choices,
        widget=forms.RadioSelect,
    )


class ReactionForm(forms.Form):
    kind = forms.ChoiceField(choices=Reaction.Kind.choices)


class GroupForm(forms.Form):
    name = TitleField(label=_("Name of the room"), max_length=60)
    description = TitleField(
        label=_("What it is for"), max_length=200, required=False, help_text=_("One line, shown under the name.")
    )


class SearchForm(forms.Form):
    q = TextField(max_length=80)


def read_keys(values):
    """Return the keys of rows among what was sent."""
    keys = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 20]
    return [key for key in keys if key <= LARGEST_KEY]


class PeopleField(forms.ModelMultipleChoiceField):
    def clean(self, value):
        # A number that no row can have must not reach a query.
        if value and len(read_keys(value)) < len(value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class InviteForm(forms.Form):
    MOST = 20  # at once

    people = PeopleField(
        User.objects.none(),
        error_messages={
            "required": _("Choose at least one person."),
            "invalid_choice": _("One of these people cannot be invited any more. Choose again."),
        },
    )

    def __init__(self, *args, may_come, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = may_come

    def clean_people(self):
        people = self.cleaned_data["people"]
        if len(people) > self.MOST:
            raise forms.ValidationError(_("Invite twenty people at once at most."))
        return people
