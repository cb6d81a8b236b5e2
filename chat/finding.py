"""What search finds in rooms: messages, each only for who reads its room."""

from django.utils.translation import gettext_lazy as _

from chat.models import Message, Room
from content.text import plain
from search import registry


def room_named(user, slug):
    return Room.objects.visible_to(user).filter(slug=slug).values_list("pk", flat=True).first()


def rooms_shown(user, keys):
    return {
        room.pk: (room.slug, room.name) for room in Room.objects.visible_to(user).named_for(user).filter(pk__in=keys)
    }


def register():
    registry.register(
        registry.Kind(
            name="message",
            label=_("Messages in rooms"),
            model=Message,
            documents=lambda: Message.objects.only("html"),
            words=lambda message: registry.Words(text=plain(message.html)),
            visible_to=Message.objects.readable_by,
            for_list=lambda messages: messages.for_list().select_related("room"),
            template="chat/_found_message.html",
            excerpt_of=lambda message: plain(message.html),
            moment="created_at",
            place=5,
            weight=0.5,
            facets={"author": "author", "room": "room"},
        )
    )
    registry.register_facet(registry.Facet("room", _("Room"), room_named, rooms_shown, place=4))
