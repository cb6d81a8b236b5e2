"""One open page as the hub sees it: what waits for it, what it has not acknowledged."""

import asyncio
import logging
import time
import types
from collections import deque
from functools import partial
from typing import NamedTuple

from live.presence import card

log = logging.getLogger(__name__)

# Numbered frames a page may owe an acknowledgement for. Past half, typing and presence are left
# out; past it the page is closed as slow and comes back with its position. The size counts from
# the second frame on: a single long answer to « since » must always fit.
MOST_UNACKNOWLEDGED = 256
MOST_UNACKNOWLEDGED_SIZE = 4_000_000
# What may wait for a server whose send() waits for the client (uvicorn; daphne's never does).
MOST_WAITING = 512
# Bytes. daphne's limit of 1 MiB for messages holds for those we send, too: a larger one would be lost.
LARGEST_MESSAGE = 500_000
TYPING_EVERY = 2
# Pages acknowledge within a second, hidden ones within two.
REMIND_AFTER = 2


class Parcel(NamedTuple):
    """A frame ready to leave: its text per language, "" for a text that suits all."""

    topic: str
    texts: dict
    version: int | None = None  # of a numbered frame: to be acknowledged
    courtesy: bool = False  # typing and presence: left out for a page that lags
    not_to: int | None = None  # the person it speaks of

    def text_for(self, language):
        return self.texts.get(language) or self.texts[""]

    @property
    def size(self):
        """Bytes of its longest text."""
        return max(len(text.encode()) for text in self.texts.values())


def gathered(parcels):
    """Return parcels that say the same in the same order, numbered frames in a row joined into few messages.

    Joined once for all pages: under a flood a page costs a message for what gathered, not one for each frame.
    """
    made, size = [], 0
    for parcel in parcels:
        more = parcel.size + 1
        if made and parcel.version and made[-1].version and size + more < LARGEST_MESSAGE:
            texts = {language: f"{text},{parcel.texts[language]}" for language, text in made[-1].texts.items()}
            made[-1] = Parcel(parcel.topic, texts, parcel.version)
            size += more
        else:
            made.append(parcel)
            size = more
    return made


class Socket:
    """A page's socket. Everything here returns at once; one task writes while something waits."""

    __slots__ = (
        "_send", "_slow", "_waiting", "_writer", "card", "close_code", "given_at", "language", "person", "reminded_at",
        "session_key", "topics", "typed_at", "unacknowledged", "unacknowledged_size",
    )  # fmt: skip

    def __init__(self, send, *, person, session_key, language, slow):
        self._send = send  # ASGI's
        self._slow = slow  # called with this socket when it lags too far behind
        self._waiting = []
        self._writer = None
        self.know(person)
        self.session_key = session_key
        self.language = language
        self.topics = {}  # name: Topic, of those it has joined
        self.typed_at = {}
        self.unacknowledged = deque()  # (topic, version, size)
        self.unacknowledged_size = 0
        self.given_at = self.reminded_at = 0.0  # by the monotonic clock
        self.close_code = None

    def know(self, person):
        """Take in the person as the database has them now: role, groups, name."""
        self.person = person
        self.card = card(person)

    def give(self, parcel):
        """Queue a parcel for this page, unless it lags: then less, then nothing more."""
        if self.close_code or parcel.not_to == self.person.pk or (parcel.courtesy and self.lags):
            return
        text = parcel.text_for(self.language)
        if parcel.version is not None:
            self.unacknowledged.append((parcel.topic, parcel.version, len(text)))
            self.unacknowledged_size += len(text)
            self.given_at = time.monotonic()
        self.say(text)

    def say(self, text):
        """Queue the text of one frame. Frames that gather leave as one message, a JSON array."""
        if self.close_code:
            return
        if self._writer is None:
            self._send_now(text)
        else:
            self._waiting.append(text)
        if self.is_too_slow:
            self._slow(self)

    def _send_now(self, text):
        """Send without a task, which costs as much again: a server whose client reads takes the message at once."""
        sending = self._send({"type": "websocket.send", "text": f"[{text}]"})
        try:
            awaited = sending.send(None)
        except StopIteration:
            return
        except Exception as failure:
            self._not_sent(failure)
            return
        self._writer = asyncio.create_task(self._write(resumed(sending, awaited)))

    def _not_sent(self, failure):
        self._waiting.clear()
        if not isinstance(failure, OSError):  # else the client has gone: the receive side ends the socket
            log.warning("live: not sent to a page: %s", type(failure).__name__)

    @property
    def lags(self):
        return len(self.unacknowledged) > MOST_UNACKNOWLEDGED // 2 or len(self._waiting) > MOST_WAITING // 2

    @property
    def is_too_slow(self):
        frames = len(self.unacknowledged)
        too_large = frames > 1 and self.unacknowledged_size > MOST_UNACKNOWLEDGED_SIZE
        return frames > MOST_UNACKNOWLEDGED or too_large or len(self._waiting) > MOST_WAITING

    def acknowledge(self, versions):
        """Forget the numbered frames up to {topic: version}; what was never sent changes nothing."""
        if any(version <= versions.get(topic, -1) for topic, version, _size in self.unacknowledged):
            self._owe(entry for entry in self.unacknowledged if entry[1] > versions.get(entry[0], -1))

    def needs_reminder(self):
        """Tell, once for each last frame, whether it was not acknowledged in time."""
        now = time.monotonic()
        if not self.unacknowledged or self.reminded_at > self.given_at or now - self.given_at < REMIND_AFTER:
            return False
        self.reminded_at = now
        return True

    def forget_topic(self, topic):
        self.topics.pop(topic, None)
        self.typed_at.pop(topic, None)
        self._owe(entry for entry in self.unacknowledged if entry[0] != topic)

    def _owe(self, entries):
        self.unacknowledged = deque(entries)
        self.unacknowledged_size = sum(size for _topic, _version, size in self.unacknowledged)

    def may_say_typing(self, topic):
        """Tell whether this page may say « writing » in this topic now, at most every two seconds."""
        now = time.monotonic()
        if topic not in self.topics or now - self.typed_at.get(topic, -TYPING_EVERY) < TYPING_EVERY:
            return False
        self.typed_at[topic] = now
        return True

    def close(self, code):
        """Close with a code that says why, after what is already waiting, unless the page does not read anyway."""
        if self.close_code:
            return
        self.close_code = code
        if code == 4408:
            self._waiting.clear()
            if self._writer:
                self._writer.cancel()
                self._writer = None
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())

    async def _write(self, begun=None):
        try:
            if begun:
                await begun
            while self._waiting:
                await self._send({"type": "websocket.send", "text": self._gathered()})
            if self.close_code:
                await self._send({"type": "websocket.close", "code": self.close_code})
        except Exception as failure:
            self._not_sent(failure)
        finally:
            if self._writer is asyncio.current_task():
                self._writer = None

    def _gathered(self):
        """Take frames that wait, one at least, as one message of bounded size."""
        size = count = 0
        for text in self._waiting:
            size += len(text.encode())
            if count and size > LARGEST_MESSAGE:
                break
            count += 1
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return f"[{','.join(taken)}]"


@types.coroutine
def resumed(coroutine, awaited):
    """Go on, in a task, with a coroutine that was started outside of one and now awaits something."""
    while True:
        try:
            told = yield awaited
        except BaseException as failure:
            step = partial(coroutine.throw, failure)
        else:
            step = partial(coroutine.send, told)
        try:
            awaited = step()
        except StopIteration as end:
            return end.value
