"""Tell open pages, in every process, that something changed. Call it after the commit.

Nothing here waits, raises or asks who listens: a frame is handed to the one loop that owns
the channel layer in this process. A lost frame of a stream is repaired by the hubs' sweep;
so a failure is a count and a line in the log, no more.
"""

import asyncio
import logging
import os
import threading
import time
from collections import Counter, deque

from channels.layers import get_channel_layer

from live.faults import reached
from live.streams import Changes, frame_text, frame_texts, parse_topic

log = logging.getLogger(__name__)

# The group of every hub: who has news, whose rights changed.
EVERY_HUB = "people"
MOST_WAITING = 10_000
# Older than this, the sweep has already told the pages (see hub.py).
STALE_AFTER = 5
LAYER_TIMEOUT = 1
LOG_EVERY = 10

# What did not reach the layer since this process started, by reason.
lost = Counter()


def announce_rows(topic, rows, version=None):
    """Show the changed rows of a stream on the pages that follow it.

    `rows` are all the rows that took a version in one transaction. `version` is needed only
    when none did (who may write here changed): pages then just move to that number.
    """
    reached("committed")
    try:
        versions = [row.version for row in rows] or [version]
        parsed = parse_topic(topic)
        changes = Changes(parsed, min(versions) - 1, max(versions), list(rows))
        frame = {"type": "hub.frame", "topic": topic, "from": changes.start, "version": changes.head}
        hand_over(parsed, {**frame, "texts": frame_texts(changes)})
    except Exception:
        log.exception("frame not made: %s", topic)


def publish(topic, frame):
    """Send a frame that is the same in every language to the pages of a topic."""
    try:
        hand_over(parse_topic(topic), {"type": "hub.frame", "topic": topic, "texts": {"": frame_text(frame)}})
    except Exception:
        log.exception("frame not made: %s", topic)


def hint(topic):
    """Make the pages of a topic ask again what it holds."""
    publish(topic, {"topic": topic, "hint": True})


def tell_people(ids):
    """Make the pages of these people ask for their counters. One call for all of them."""
    hand_to_hubs({"type": "hub.news", "ids": list(ids)})


def recheck_rights(ids=None):
    """Check at once what the open pages of these people (of everyone without ids) may still hear.

    The answer comes within a second; the hubs ask twice, so the news may overtake the commit.
    """
    hand_to_hubs({"type": "hub.recheck", "ids": None if ids is None else list(ids)})


def recheck_topic(topic):
    """Check at once who may still hear this topic: it was hidden, or its readers changed."""
    try:
        hand_over(parse_topic(topic), {"type": "hub.recheck", "topic": topic})
    except Exception:
        log.exception("rights not checked: %s", topic)


def hand_over(topic, message):
    """Hand a message for the hubs that follow a topic to the loop that owns the layer."""
    outbox().put(group_of(topic), message)


def hand_to_hubs(message):
    outbox().put(EVERY_HUB, message)


def group_of(topic):
    """Return the layer's group of a topic: « thread:42 » is thread.42, for a layer refuses the colon."""
    return topic.name.replace(":", ".")


class Outbox:
    """The messages on their way to the layer, sent in order by one task of one loop."""

    def __init__(self, loop):
        self.loop = loop
        self.waiting = deque()
        self.sender = None

    def put(self, group, message):
        """Queue a message, from any thread."""
        if len(self.waiting) >= MOST_WAITING:
            count_loss("overflow")
            return
        self.waiting.append((time.monotonic(), group, message))
        try:
            self.loop.call_soon_threadsafe(self.wake)
        except RuntimeError:  # the loop ended
            count_loss("stopped")

    def wake(self):
        if self.sender is None or self.sender.done():
            self.sender = self.loop.create_task(self.send_all())

    async def send_all(self):
        while self.waiting:
            queued_at, group, message = self.waiting.popleft()
            if time.monotonic() - queued_at > STALE_AFTER:
                count_loss("stale")
                continue
            # Twice: the first publish after a restart of Redis meets its dead connection.
            if not await sent(group, message) and not await sent(group, message):
                count_loss("failed")


async def sent(group, message):
    try:
        async with asyncio.timeout(LAYER_TIMEOUT):
            await get_channel_layer().group_send(group, message)
    except Exception as failure:
        log.debug("publish failed: %s", type(failure).__name__)
        return False
    return True


_said_at = -LOG_EVERY


def count_loss(reason):
    """Count a message that did not leave; say so in the log at most every ten seconds."""
    global _said_at
    lost[reason] += 1
    if time.monotonic() - _said_at >= LOG_EVERY:
        _said_at = time.monotonic()
        log.warning("frames lost before the layer, since the start: %s", dict(lost))


_lock = threading.Lock()
_outbox = None


def use_loop(loop):
    """Publish from this loop from now on: a hub hears the layer in it."""
    global _outbox
    with _lock:
        if _outbox is None or _outbox.loop is not loop:
            _outbox = Outbox(loop)


def outbox():
    """Return the outbox of the server's loop where a hub runs, else of one background loop for the process."""
    global _outbox
    with _lock:
        if _outbox is None or not _outbox.loop.is_running():
            _outbox = Outbox(background_loop())
        return _outbox


def background_loop():
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="live-publish", daemon=True).start()
    return loop


def forget_outbox():
    """A forked worker has neither its parent's loop nor its thread."""
    global _outbox, _lock
    _outbox, _lock = None, threading.Lock()


os.register_at_fork(after_in_child=forget_outbox)
