"""What this process hears of the channel layer: one channel, one group per topic."""

import asyncio
import logging

from channels.layers import get_channel_layer

log = logging.getLogger(__name__)

TIMEOUT = 1
RETRY_AFTER = 1


class Subscriptions:
    """Keeps the groups heard equal to the groups wanted, however long the layer is away.

    Nobody waits for it: wishes are noted, a task makes them true. `receive(message)` is called
    with each message, `heard(group)` when a group is heard from now on: what was published
    before is lost, so the hub then asks the database.
    """

    def __init__(self, receive, heard):
        self.receive = receive
        self.heard = heard
        self.channel = None
        self.open = asyncio.Event()
        self.wanted = set()
        self.held = set()
        self.renewing = False
        self.changed = asyncio.Event()

    def want(self, group):
        self.wanted.add(group)
        self.changed.set()

    def drop(self, group):
        self.wanted.discard(group)
        self.changed.set()

    def renew(self):
        """Ask for every group again: the in-memory layer forgets some (after a day, after a message expired)."""
        self.renewing = True
        self.changed.set()

    async def keep(self):
        """Make the wishes true, for ever."""
        while True:
            await self.changed.wait()
            self.changed.clear()
            try:
                await self.settle()
            except Exception as failure:
                log.warning("the channel layer does not answer: %s", type(failure).__name__)
                await asyncio.sleep(RETRY_AFTER)
                self.changed.set()

    async def settle(self):
        layer = get_channel_layer()
        if self.channel is None:
            async with asyncio.timeout(TIMEOUT):
                self.channel = await layer.new_channel("live.")
            self.open.set()
        for group in self.wanted - (set() if self.renewing else self.held):
            async with asyncio.timeout(TIMEOUT):
                await layer.group_add(group, self.channel)
            if group not in self.held:
                self.held.add(group)
                self.heard(group)
        self.renewing = False
        for group in self.held - self.wanted:
            async with asyncio.timeout(TIMEOUT):
                await layer.group_discard(group, self.channel)
            self.held.discard(group)

    async def hear(self):
        """Pass on what arrives, for ever; one bad message stops nothing."""
        await self.open.wait()
        while True:
            try:
                message = await get_channel_layer().receive(self.channel)
            except Exception as failure:
                log.warning("the channel layer is not heard: %s", type(failure).__name__)
                await asyncio.sleep(RETRY_AFTER)
                continue
            try:
                self.receive(message)
            except Exception:
                log.exception("a message of the channel layer was not understood")

    async def leave(self):
        """Leave every group; the layer may be away for good."""
        self.wanted.clear()
        try:
            await self.settle()
        except Exception as failure:
            log.warning("groups of the channel layer not left: %s", type(failure).__name__)
