"""A room as Channels' tutorial writes it, for comparison with the hub.

One group membership per socket, group_send per message, json.dumps per socket, people found by AuthMiddlewareStack.
A page that says {"topic", "version"} makes the next message of the room.
"""

import json

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402  the apps must be loaded first
from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter  # noqa: E402

from bench.frames import LANGUAGE, texts_of  # noqa: E402

GROUP = "room"


class TutorialConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def receive(self, text_data):
        asked = json.loads(text_data)
        frame = json.loads(texts_of(asked["topic"], asked["version"])[LANGUAGE])
        await self.channel_layer.group_send(GROUP, {"type": "room.message", "frame": frame})

    async def room_message(self, event):
        await self.send(text_data=json.dumps([event["frame"]], ensure_ascii=False, separators=(",", ":")))


application = ProtocolTypeRouter({"http": pages, "websocket": AuthMiddlewareStack(TutorialConsumer.as_asgi())})
