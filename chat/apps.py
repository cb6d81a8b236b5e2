from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("Rooms")

    def ready(self):
        from chat import bookmarks, finding, live
        from chat.models import Message, Room, RoomEvent
        from content import places
        from notifications import kinds

        live.register()
        finding.register()
        bookmarks.register()
        places.register(Message, Message.objects.readable_by)
        kinds.register(
            "room_mention",
            label=_("A message in a room mentions you"),
            at_once=True,
            template="chat/_notice_mention.html",
            visible=Message.objects.told_to,
        )
        kinds.register(
            "direct_message",
            label=_("Someone writes to you alone"),
            template="chat/_notice_direct.html",
            visible=Message.objects.told_to,
        )
        kinds.register(
            "room_invitation",
            label=_("Invitations to rooms, and removals from them"),
            template="chat/_notice_invitation.html",
            visible=Room.objects.visible_to,
        )
        kinds.register(
            "room_removal",
            same_as="room_invitation",
            template="chat/_notice_removal.html",
            visible=RoomEvent.objects.told_to,
            address=lambda user, about: "",
        )
