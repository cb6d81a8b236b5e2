"""A topic that pages of this process follow, and the answers to "what changed since" that many of them share."""

import asyncio
from dataclasses import replace

from live.database import in_thread
from live.presence import Here
from live.sockets import LARGEST_MESSAGE
from live.streams import frame_texts, read_changes

MOST_EARLY = 100
# A thousand pages come back within some seconds and ask the same: an answer stands while the head stands.
ANSWER_LIVES = 15


class OpenTopic:
    """Its pages here, and up to which version it was delivered to them."""

    __slots__ = ("early", "here", "position", "repairing", "sockets", "topic")

    def __init__(self, topic, position):
        self.topic = topic
        self.position = position
        self.sockets = {}  # socket: None, or the parcels held back until the answer to its join has left
        self.early = []  # frames that came before their predecessor
        self.repairing = False
        self.here = Here() if topic.kind.presence else None

    def take_in_turn(self, message=None):
        """Take in a frame; return those whose turn has come, lowest first, and move `position` past them."""
        if message:
            self.early.append(message)
        ready = []
        for early in sorted(self.early, key=lambda early: early["version"]):
            if early["from"] <= self.position < early["version"]:
                self.position = early["version"]
                ready.append(early)
        self.early = [early for early in self.early if early["version"] > self.position][-MOST_EARLY:]
        return ready

    def give(self, socket, parcel):
        """Give a parcel to one of its pages, after the answer to its join."""
        # Asked again for each: who left or lost the right while this was spreading hears nothing.
        if socket not in self.sockets:
            return
        held = self.sockets[socket]
        if held is None:
            socket.give(parcel)
        else:
            held.append(parcel)


class Answer:
    """What changed since a version, as text in each language; "reload" when that is too much for one message."""

    __slots__ = ("head", "texts", "version")

    def __init__(self, changes):
        self.texts = frame_texts(changes)
        if any(len(text.encode()) > LARGEST_MESSAGE for text in self.texts.values()):
            changes = replace(changes, rows=None)
            self.texts = frame_texts(changes)
        self.head = changes.head
        # « reload » brings a page to no version: there is nothing to acknowledge.
        self.version = changes.head if changes.rows is not None else None


class Answers:
    """The last answers, each read once however many ask."""

    def __init__(self):
        self.tasks = {}  # (topic, version): task

    async def since(self, topic, version, at_least):
        """Return the Answer, read anew when the shared one stops before `at_least`, which others already have."""
        key = (topic, version)
        task = self._task(key)
        answer = await asyncio.shield(task)
        if answer.head < at_least:
            self._forget(key, task)
            answer = await asyncio.shield(self._task(key))
        return answer

    def _forget(self, key, task):
        if self.tasks.get(key) is task:
            del self.tasks[key]

    def _task(self, key):
        if key not in self.tasks:
            task = self.tasks[key] = asyncio.create_task(in_thread(read_answer, *key))
            asyncio.get_running_loop().call_later(ANSWER_LIVES, self._forget, key, task)
            # What could not be read is asked again, not remembered.
            task.add_done_callback(lambda done: done.exception() and self._forget(key, done))
        return self.tasks[key]


def read_answer(topic, version):
    return Answer(read_changes(topic, version))
