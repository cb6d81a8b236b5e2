import dataclasses
from uuid import uuid4

import pytest
from django.utils.translation import get_language

from chat.actions import send_message
from chat.models import Message, Room
from live import streams


@pytest.fixture
def plain_rows(monkeypatch):
    """Rows of rooms as language and words: what live does, without chat's look."""

    def render(row):
        return f"{get_language()} {row.body if isinstance(row, Message) else row.kind}"

    monkeypatch.setitem(streams.kinds, "room", dataclasses.replace(streams.kinds["room"], render=render))


@pytest.fixture
def room(db, plain_rows):
    return Room.objects.create(slug="atelier", name_fr="Atelier")


@pytest.fixture
def say(room, noe):
    """Send a message in the room, by default as Noé."""

    def say(body, author=noe, room=room):
        return send_message(author=author, room=room, body=body, client_id=uuid4())[0]

    return say
