"""Channel layers that lose, double and swap frames on order: a file of their data folder says how many in a hundred."""

import json
import random
import time
from collections import deque
from pathlib import Path

from channels.layers import InMemoryChannelLayer
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.conf import settings

ORDER = Path(settings.DATA) / "losses"
LOOK_EVERY = 0.05  # seconds


def lose(**shares):
    """Order the layers of all servers to treat frames so: lost=30, doubled=10, swapped=10; nothing: let them be."""
    draft = ORDER.with_suffix(".draft")
    draft.write_text(json.dumps(shares))
    draft.rename(ORDER)
    time.sleep(2 * LOOK_EVERY)


class Losing:
    """Frames of streams arrive as ordered; news of people, rights and presence arrive."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.ready = deque()
        self.held = None
        self.shares = {}
        self.looked_at = 0

    async def receive(self, channel):
        while not self.ready:
            message = await self.hear(channel)
            self.ready.extend(self.treat(message) if message.get("type") == "hub.frame" else [message])
        return self.ready.popleft()

    def treat(self, message):
        """Return what arrives for this message: nothing, itself, itself twice, or itself before an earlier one."""
        if time.monotonic() - self.looked_at > LOOK_EVERY:
            self.looked_at = time.monotonic()
            self.shares = json.loads(ORDER.read_text()) if ORDER.exists() else {}
        held, self.held = self.held, None
        others = [held] if held else []
        chance = random.uniform(0, 100)
        for fate in ("lost", "doubled", "swapped"):
            chance -= self.shares.get(fate, 0)
            if chance < 0:
                break
        else:
            return [message, *others]
        if fate == "swapped":
            self.held = message
            return others
        return [*([message] * 2 if fate == "doubled" else []), *others]


class LosingInMemoryChannelLayer(Losing, InMemoryChannelLayer):
    async def hear(self, channel):
        return await super(Losing, self).receive(channel)


class LosingRedisPubSubChannelLayer(Losing, RedisPubSubChannelLayer):
    async def hear(self, channel):
        # Not a method of the class: it stands in __getattr__.
        return await self.__getattr__("receive")(channel)
