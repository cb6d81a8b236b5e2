"""One open page's socket: refuse, join, leave, acknowledge, typing.

A plain ASGI application instead of a Channels consumer: those hold a channel of the layer each
(the hub needs one for all) and clean up connections in the shared database thread at each message.
"""

import asyncio
import json
import logging
import re
import time
from urllib.parse import parse_qs

from django.conf import settings
from django.http import parse_cookie

from live.hub import hub_here
from live.sockets import Socket
from live.streams import frame_text, parse_topic
from live.upkeep import closing_code

log = logging.getLogger(__name__)

MOST_TOPICS = 30
LARGEST_FRAME = 4096
# A page that comes back joins all its topics at once, then ten control frames a second are plenty.
FRAMES_AT_ONCE = 40
FRAMES_PER_SECOND = 10
# The third thing wrong within a minute ends the socket.
MOST_MISTAKES = 3
MISTAKES_FORGIVEN_AFTER = 60
TIME_TO_LEAVE = 0.2

SESSION_KEY = re.compile(r"[0-9a-z]{8,40}")


class Mistake(Exception):
    """What the page sent is not in the protocol; the text is the word of the error frame."""


async def live_application(scope, receive, send):
    """Serve one socket, from the handshake to its end, and tell the page when the server stops."""
    try:
        await serve(scope, receive, send)
    except asyncio.CancelledError:
        # daphne stops so, without a word to the page, and drops what has not left when one application has ended:
        # each waits a moment, whatever it was doing.
        await send({"type": "websocket.close", "code": 4012})
        await asyncio.sleep(TIME_TO_LEAVE)
        raise


async def serve(scope, receive, send):
    await receive()  # websocket.connect
    if not comes_from_us(scope):
        log.info("socket refused: address or origin")
        await send({"type": "websocket.close"})
        return
    # Accept, then close with a code: a refused handshake tells a browser nothing.
    await send({"type": "websocket.accept"})
    consumer = LiveConsumer(scope, send)
    try:
        await consumer.start()
        await consumer.serve(receive)
    finally:
        consumer.end()


def comes_from_us(scope):
    """Tell whether our own page asks, at our address: the whole origin counts, scheme and port included."""
    origins = [value for name, value in scope["headers"] if name == b"origin"]
    ours = {origin.lower().encode() for origin in settings.ORIGINS}
    return scope["path"] == "/ws/" and len(origins) == 1 and origins[0].lower() in ours


class LiveConsumer:
    """What one page may say, and how often."""

    def __init__(self, scope, send):
        self.scope = scope
        self.send = send
        self.hub = hub_here()
        self.socket = None
        self.allowance = FRAMES_AT_ONCE
        self.allowed_at = time.monotonic()
        self.mistakes = 0
        self.mistaken_at = 0
        # Names come from here, never from the page.
        self.handlers = {"join": self.join, "leave": self.leave, "typing": self.typing, "ack": self.acknowledge}

    async def start(self):
        """Find out who this is and let them in, or close with the reason."""
        try:
            person, key = await self.find_person()
        except Exception as failure:
            log.warning("socket refused: the database does not answer (%s)", type(failure).__name__)
            await self.refuse(4013)
            return
        code = closing_code(person)
        if code is None:
            socket = Socket(
                self.send, person=person, session_key=key, language=language_of(self.scope), slow=self.close_slow
            )
            code = self.hub.admit(socket)
        if code:
            await self.refuse(code)
            return
        self.socket = socket
        socket.say(frame_text({"build": settings.BUILD}))

    async def find_person(self):
        cookies = b"; ".join(value for name, value in self.scope["headers"] if name == b"cookie")
        key = parse_cookie(cookies.decode("latin1")).get(settings.SESSION_COOKIE_NAME, "")
        # Only what can be a key goes to the database.
        return (await self.hub.sessions.ask(key) if SESSION_KEY.fullmatch(key) else None), key

    async def refuse(self, code):
        log.info("socket refused: %s", code)
        await self.send({"type": "websocket.close", "code": code})

    def close_slow(self, socket):
        log.info("socket closed: slow")
        self.hub.close(socket, 4408)

    async def serve(self, receive):
        """Take what the page says until it is gone."""
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            if self.socket and not self.socket.close_code:
                await self.hear(message)

    def end(self):
        if self.socket:
            self.hub.forget(self.socket)

    async def hear(self, message):
        try:
            self.spend()
            frame = decode(message.get("text"))
            handler = self.handlers.get(frame["type"])
            if handler is None:
                raise Mistake("unknown")
            await handler(frame)
        except Mistake as mistake:
            self.count(mistake)
        except Exception as failure:
            # Rights or changes not readable now: the page comes back with its position.
            log.warning("socket closed: not served (%s)", type(failure).__name__)
            self.hub.close(self.socket, 4013)

    def spend(self):
        now = time.monotonic()
        earned = (now - self.allowed_at) * FRAMES_PER_SECOND
        self.allowance, self.allowed_at = min(FRAMES_AT_ONCE, self.allowance + earned), now
        if self.allowance < 1:
            raise Mistake("too_fast")
        self.allowance -= 1

    def count(self, mistake):
        now = time.monotonic()
        if now - self.mistaken_at > MISTAKES_FORGIVEN_AFTER:
            self.mistakes = 0
        self.mistakes, self.mistaken_at = self.mistakes + 1, now
        self.socket.say(frame_text({"error": str(mistake)}))
        if self.mistakes >= MOST_MISTAKES:
            log.info("socket closed: %s", mistake)
            self.hub.close(self.socket, 4429)

    # ---- The four things a page may say ---------------------------------------------------

    async def join(self, frame):
        name, version = topic_name(frame), frame.get("version")
        if version is not None and (type(version) is not int or version < 0):
            raise Mistake("malformed")
        topic = parse_topic(name)
        if topic is None:
            # Escaped to ASCII: what the page sent may not be encodable.
            self.socket.say(json.dumps({"topic": name, "gone": True}))
        elif len(self.socket.topics) >= MOST_TOPICS and name not in self.socket.topics:
            raise Mistake("too_many_topics")
        else:
            await self.hub.join(self.socket, topic, version)

    async def leave(self, frame):
        self.hub.leave(self.socket, topic_name(frame))

    async def typing(self, frame):
        topic = self.socket.topics.get(topic_name(frame))
        if topic:
            self.hub.typing(self.socket, topic)

    async def acknowledge(self, frame):
        versions = frame.get("topics")
        if not isinstance(versions, dict) or any(type(version) is not int for version in versions.values()):
            raise Mistake("malformed")
        self.socket.acknowledge(versions)


def language_of(scope):
    """Return the language of the page that opens the socket, ours when it names none of the site's."""
    asked = parse_qs(scope["query_string"].decode("latin1")).get("lang", [""])[0]
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def decode(text):
    """Return the control frame as a dict with a text `type`. Raises Mistake."""
    if text is None or (len(text) > LARGEST_FRAME // 4 and len(text.encode(errors="replace")) > LARGEST_FRAME):
        raise Mistake("malformed" if text is None else "too_large")
    try:
        frame = DECODER.decode(text)
    except (ValueError, RecursionError):
        frame = None
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        raise Mistake("malformed")
    return frame


def no_number(word):
    raise ValueError(word)  # NaN and Infinity are not JSON


# Made once: json.loads makes one for each text when it is given an option.
DECODER = json.JSONDecoder(parse_constant=no_number)


def topic_name(frame):
    name = frame.get("topic")
    if not isinstance(name, str) or len(name) > 100:
        raise Mistake("malformed")
    return name
