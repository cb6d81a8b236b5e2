"""Messages of rooms as bookmarks tell of them."""

from django.utils.translation import gettext as _

from bookmarks import kinds
from bookmarks.kinds import Shown
from chat.models import Message


def register():
    kinds.register("message", Message.objects.told_to, shown=shown_message)


def shown_message(message):
    room = message.room
    return Shown(
        title=room.name if room.direct_key else _("Room %(room)s") % {"room": room.name},
        place=message.author.shown_name,
        html=message.html,
        words_language=message.language,
    )
