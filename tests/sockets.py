"""An open page's socket in tests: the real application, the real layer, no browser.

async with open_page(camille, "room:7", version=41) as page:
    frame = await page.receive_frame()
"""

import asyncio
import json
import time
from contextlib import asynccontextmanager

from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from live.database import in_thread
from live.hub import hub_here
from live.routing import websocket_application

# Frames that come by the clock: left out unless asked for by name.
BY_THE_CLOCK = ("presence", "heads")
# Seconds for what is promised within one (rights that end, what the layer brings) or three (what the sweep repairs), on
# a machine that is busy with other tests; tests.reliability holds the promises to their figures. What nobody told comes
# later still: rights are asked for again after 15 s, heads after 25.
PATIENCE = 10


class Closed(Exception):
    """The server closed the socket; the argument is the code."""


class Page:
    def __init__(self, session_key="", *, language="fr-ca", origin=None, path="/ws/"):
        headers = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={session_key}".encode())]
        if origin is not False:  # False: no such header
            headers.append((b"origin", (settings.ORIGINS[0] if origin is None else origin).encode()))
        self.socket = WebsocketCommunicator(websocket_application, f"{path}?lang={language}", headers)
        self.session_key = session_key
        self.frames = []

    async def connect(self):
        """Return whether the handshake was accepted."""
        accepted, _code = await self.socket.connect(timeout=PATIENCE)
        return accepted

    async def disconnect(self):
        """Leave as a browser does, and wait until the hub has left the layer."""
        if not self.socket.future.done():
            await self.socket.send_input({"type": "websocket.disconnect", "code": 1001})
        await asyncio.wait([self.socket.future], timeout=PATIENCE)
        if hub_here().stopping:
            await hub_here().stopping

    async def send(self, **frame):
        await self.send_text(json.dumps(frame))

    async def send_text(self, text):
        await self.socket.send_input({"type": "websocket.receive", "text": text})

    async def join(self, topic, version=None):
        """Join a topic and return its head; frames that came with the answer stay to be received.

        The layer brings the topic from then on. Pages do not wait for this: the sweep covers that moment for them.
        """
        await self.send(type="join", topic=topic, version=version)
        before = []
        while True:
            frame = await self.next_frame()
            if frame.get("topic") == topic and "joined" in frame:
                self.frames[:0] = before
                await subscribed()
                return frame["joined"]
            before.append(frame)

    async def receive_frame(self, holding=None, within=PATIENCE):
        """Return the next frame; with `holding`, the next one that has this key. Raises Closed, TimeoutError."""
        async with asyncio.timeout(within):
            while True:
                frame = await self.next_frame()
                if holding in frame if holding else not frame.keys() & set(BY_THE_CLOCK):
                    return frame

    async def next_frame(self):
        while not self.frames:
            message = await self.socket.output_queue.get()
            if message["type"] == "websocket.close":
                raise Closed(message["code"])
            self.frames = json.loads(message["text"])
        return self.frames.pop(0)

    async def receive_close(self, within=PATIENCE):
        """Return the code with which the server closes, whatever comes before."""
        try:
            async with asyncio.timeout(within):
                while True:
                    await self.next_frame()
        except Closed as closed:
            return closed.args[0]

    async def hears_nothing(self, seconds=0.3):
        """Tell whether no frame but those by the clock comes for a while."""
        try:
            await self.receive_frame(within=seconds)
        except TimeoutError:
            return True
        return False


def signed_in(user):
    """Return the key of a new session of this person."""
    client = Client()
    client.force_login(user)
    return client.session.session_key


@asynccontextmanager
async def open_page(user, topic=None, version=None, language="fr-ca"):
    """Open a page of this person that follows a topic, from this version on (else from the head)."""
    page = Page(await in_thread(signed_in, user), language=language)
    assert await page.connect()
    try:
        assert await page.receive_frame() == {"build": settings.BUILD}
        if topic:
            page.joined = await page.join(topic, version)
        await subscribed()
        yield page
    finally:
        await page.disconnect()


async def subscribed(within=1):
    """Wait until the layer brings what was joined, or for a layer that is away no longer than this."""
    subscriptions = hub_here().subscriptions
    deadline = time.monotonic() + within
    while subscriptions.wanted - subscriptions.held and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
