"""The product's ASGI application with one more door, on loopback: publish a prepared frame here and now.

A flood through POST measures Django's requests. Through this door a frame enters where publish.announce_rows
would hand it over, ready rendered: what follows (layer, hub, pages) is all the product's own.
"""

import json

from channels.routing import ProtocolTypeRouter

from bench.frames import texts_of
from config.asgi import application as product
from live import publish, upkeep
from live.hub import hub_here
from live.streams import heads, parse_topic


async def socket(scope, receive, send):
    door = flood if scope["path"] == "/flood/" else product
    await door(scope, receive, send)


async def flood(scope, receive, send):
    """Take {"topic", "version"} for each frame to publish, until the socket closes; version 0 only gets ready."""
    await receive()
    await send({"type": "websocket.accept"})
    upkeep.heads = agreeing_with(hub_here())
    while (message := await receive())["type"] == "websocket.receive":
        asked = json.loads(message["text"])
        topic, version = asked["topic"], asked["version"]
        if version:
            frame = {"type": "hub.frame", "topic": topic, "from": version - 1, "version": version}
            publish.hand_over(parse_topic(topic), {**frame, "texts": texts_of(topic, version)})


def agreeing_with(hub):
    """Return what the sweep asks, with the hub's own positions as the answer: the database holds none of these frames.

    The query is made all the same, so that its cost counts.
    """

    def heads_as_delivered(topics):
        found = heads(topics)
        return {topic: hub.topics[topic.name].position if topic.name in hub.topics else found[topic] for topic in found}

    return heads_as_delivered


application = ProtocolTypeRouter({"http": product, "websocket": socket})
