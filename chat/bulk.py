"""Messages stored by the hundred, each row as send_message would have left it, at moments of the past.

For demo content and for measures: no permission is asked, open pages hear nothing, and search finds them after
`rebuild_search`.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from chat.models import Message, Room
from content.markdown import render
from content.text import digest, guess_language

ROWS_PER_INSERT = 2000


@dataclass
class MessageDraft:
    author: User
    body: str
    moment: datetime


def add_messages(room, drafts):
    """Store these messages after those of the room, in the order of their moments, and return its row as it is now."""
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        messages = (_message(room, step, draft) for step, draft in enumerate(drafts, start=1))
        Message.objects.bulk_create(messages, batch_size=ROWS_PER_INSERT)
        room.version += len(drafts)
        room.last_number += len(drafts)
        room.last_message_at = drafts[-1].moment
        room.save(update_fields=["version", "last_number", "last_message_at"])
    return room


def _message(room, step, draft):
    html, fingerprint, language = _prepare(draft.body, draft.author.language)
    return Message(
        room=room,
        author=draft.author,
        number=room.last_number + step,
        version=room.version + step,
        client_id=uuid4(),
        digest=fingerprint,
        body=draft.body,
        html=html,
        language=language,
        created_at=draft.moment,
    )


@lru_cache(maxsize=1000)
def _prepare(body, default):
    return render(body), digest(body), guess_language(body, default)
