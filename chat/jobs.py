"""What falls due in rooms once an account is closed: its name leaves the words of others."""

from django.db import transaction

from accounts.models import User
from chat.live import announce
from chat.models import Message, MessageMention, RoomReading
from content.markdown import render
from content.mentions import without_name
from live.streams import next_version
from search.indexing import keep

MOST_AT_ONCE = 200


def run_due():
    """Forget what those who closed their account read, and their name where messages call them; called each minute."""
    RoomReading.objects.filter(person__in=User.objects.closed_lately()).delete()
    left = MessageMention.objects.filter(person__closed_at__isnull=False).select_related("room")
    for mention in left.order_by("pk")[:MOST_AT_ONCE]:
        forget_name(mention)


def forget_name(mention):
    """Take a name out of a message. Its author changed nothing: it is no edit."""
    with transaction.atomic():
        room = next_version(mention.room)
        message = Message.objects.for_list().get(pk=mention.message_id)
        message.room = room
        message.body = without_name(message.body, mention.person_id, message.language)
        message.html, message.version = render(message.body), room.version
        message.save(update_fields=["body", "html", "version"])
        keep("message", message)
        mention.delete()
        transaction.on_commit(lambda: announce(room, message), robust=True)
