"""Open pages as the load generator plays them: a thousand must cost it less than they cost the server.

Pages of one room hear the same bytes, so bytes are understood once and remembered. A page follows its position as
static/js/stream.js does, and acknowledges as static/js/live.js does: a second after the last frame, while frames keep
coming every four seconds or 64 frames.
"""

import asyncio
import json
import random
from functools import lru_cache
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from bench.frames import TOKEN
from bench.wire import CLOSE, MASK, PING, PONG, TEXT, frame_of, read_frames

PATIENCE = 30
ACKNOWLEDGED_IN = 20  # slots of a second, so that the acknowledgements do not come all at once
QUIET = 0.5  # seconds without a frame
MOST_OWED, LONGEST_OWED = 64, 4


class Room:
    """What all pages of one room heard: when each version came to each page."""

    def __init__(self, topic, acknowledges):
        self.topic = topic
        self.acknowledges = acknowledges
        self.pages = []
        self.head = 0
        self.arrivals = {}  # version: the moment it came to each page
        self.complete = {}  # version: future, done when all pages have it
        self.closed = 0

    def expect(self, version):
        """Return a future of the moment when all pages have this version."""
        self.head = max(self.head, version)
        future = self.complete[version] = asyncio.get_running_loop().create_future()
        if len(self.arrivals.get(version, ())) == len(self.pages):
            future.set_result(monotonic())
        return future

    def arrive(self, version, now):
        moments = self.arrivals.setdefault(version, [])
        moments.append(now)
        if len(moments) == len(self.pages) and version in self.complete:
            self.complete[version].set_result(now)

    async def acknowledge(self):
        """Let each page that owes acknowledge when it is its turn, once a second, for ever."""
        while True:
            for slot in range(ACKNOWLEDGED_IN):
                await asyncio.sleep(1 / ACKNOWLEDGED_IN)
                now = monotonic()
                for page in self.pages[slot::ACKNOWLEDGED_IN]:
                    if page.owed and (now - page.heard_at > QUIET or now > page.acknowledge_by):
                        page.acknowledge()


class Heard(NamedTuple):
    """What some bytes say: (from, version) of each change, what must be answered, how many joins were answered."""

    changes: list
    pongs: bytes
    joined: int
    code: int | None


class Page(asyncio.Protocol):
    """One socket. `ready` is done once it follows the topic, or with nothing to join once its handshake is."""

    def __init__(self, room, *, session="", path="/ws/?lang=fr-ca", joins=True, origin):
        self.room, self.joins = room, joins
        self.request = handshake(path, origin, session)
        self.ready = asyncio.get_running_loop().create_future()
        self.shaken = False
        self.unread = b""
        self.version = self.acknowledged = room.head
        self.owed = 0  # frames
        self.heard_at = self.acknowledge_by = 0.0

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data):
        if self.unread:
            data = self.unread + data
        if not self.shaken:
            data = self.shake_hands(data)
        try:
            heard = understood(data)
            self.unread = b""
        except IncompleteError:
            heard, self.unread = understand(data)
        if heard.changes:
            self.hear(heard.changes)
        if heard.pongs:
            self.transport.write(heard.pongs)
        if heard.joined and not self.ready.done():
            self.ready.set_result(None)
        if heard.code:
            self.transport.close()

    def shake_hands(self, data):
        head, end, rest = data.partition(b"\r\n\r\n")
        if not end:
            return data
        if not head.startswith(b"HTTP/1.1 101") or b"permessage-deflate" in head:
            raise RuntimeError(f"Not the handshake that was expected: {head.decode()}")
        self.shaken = True
        if self.joins:
            self.say({"type": "join", "topic": self.room.topic, "version": self.version})
        else:
            self.ready.set_result(None)
        return rest

    def hear(self, changes):
        now = monotonic()
        for start, version in changes:
            for one in range(max(start, self.version) + 1, version + 1):
                self.room.arrive(one, now)
            self.version = max(self.version, version)
        if not self.owed:
            self.acknowledge_by = now + random.uniform(0.75, 1.25) * LONGEST_OWED
        self.owed += len(changes)
        self.heard_at = now
        if self.owed >= MOST_OWED and self.room.acknowledges:
            self.acknowledge()

    def say(self, message):
        self.transport.write(frame_of(json.dumps(message).encode(), mask=MASK))

    def acknowledge(self):
        self.transport.write(acknowledgement(self.room.topic, self.version))
        self.acknowledged = self.version
        self.owed = 0

    def connection_lost(self, failure):
        self.room.closed += 1
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("The server closed before the page was ready."))


@lru_cache(8)
def acknowledgement(topic, version):
    return frame_of(json.dumps({"type": "ack", "topics": {topic: version}}).encode(), mask=MASK)


def handshake(path, origin, session):
    # Compression is offered as browsers do; a server that accepts pays for it once per page and message.
    return (
        f"GET {path} HTTP/1.1\r\nHost: localhost:8000\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Origin: {origin}\r\nCookie: sessionid={session}\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
    ).encode()


class IncompleteError(Exception):
    """The bytes end within a frame."""


@lru_cache(256)
def understood(data):
    """Return what whole frames say, remembered: the next pages get the same bytes. Raises IncompleteError."""
    heard, rest = understand(data)
    if rest:
        raise IncompleteError
    return heard


def understand(data):
    """Return (what these bytes say, the bytes of a frame that has not all come)."""
    frames, rest = read_frames(data)
    changes, pongs, joined, code = [], b"", 0, None
    for opcode, payload in frames:
        if opcode == TEXT:
            for frame in json.loads(payload):
                if "changes" in frame:
                    changes.append((frame["from"], frame["version"]))
                joined += "joined" in frame
                if "reload" in frame or "gone" in frame or "error" in frame:
                    raise RuntimeError(f"Not what a page under measurement should hear: {frame}")
        elif opcode == PING:
            pongs += frame_of(payload, PONG, MASK)
        elif opcode == CLOSE:
            code = int.from_bytes(payload[:2], "big") or 1005
    return Heard(changes, pongs, joined, code), rest


class Poster:
    """One kept-alive connection that sends messages as a page's script does."""

    def __init__(self, port, slug, origin):
        self.port, self.slug, self.origin = port, slug, origin
        self.writer = None

    async def send(self, session, body):
        """Post a message; return the version it got, from the frame in the answer."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        form = urlencode({"body": body, "client_id": uuid4()}).encode()
        head = (
            f"POST /salons/{self.slug}/envoyer/ HTTP/1.1\r\nHost: localhost:8000\r\nOrigin: {self.origin}\r\n"
            f"Cookie: sessionid={session}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\nAccept: application/json\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n"
        )
        self.writer.write(head.encode() + form)
        answer = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(answer.split("content-length:")[1].split()[0])
        content = await self.reader.readexactly(length)
        if " 201 " not in answer.partition("\r\n")[0]:
            raise RuntimeError(f"Not sent: {answer}\n{content[:2000].decode(errors='replace')}")
        return json.loads(content)["frames"][0]["version"]
