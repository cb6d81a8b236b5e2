"""The channel layer is away, or does not answer: sending works, and open pages hear within three seconds."""

import asyncio
import threading
import time

import pytest

from live import layer, publish, upkeep
from live.database import in_thread
from tests.sockets import PATIENCE, open_page, subscribed

AT_ONCE = 3  # seconds on a busy machine: who waits for a layer that is away waits longer, or for ever

pytestmark = pytest.mark.django_db(transaction=True)


class Away:
    """A layer that refuses everything, as Redis does when it is gone."""

    async def group_send(self, group, message):
        raise ConnectionError

    new_channel = group_add = group_discard = receive = group_send


class Silent:
    """A layer that accepts and never answers, as Redis does when it is stopped."""

    async def group_send(self, *args):
        await asyncio.Event().wait()

    new_channel = group_add = group_discard = receive = group_send


@pytest.mark.parametrize("broken", [Away, Silent])
async def test_message_is_heard_by_the_next_sweep(broken, camille, room, say, monkeypatch):
    lose_layer(monkeypatch, broken)
    async with open_page(camille, room.topic) as page:
        sent_at = time.monotonic()
        await in_thread(say, "sans Redis")
        assert time.monotonic() - sent_at < AT_ONCE
        assert (await page.receive_frame())["version"] == 1


async def test_layer_that_comes_back_is_heard_again(camille, room, say, monkeypatch):
    monkeypatch.setattr(layer, "RETRY_AFTER", 0.2)
    monkeypatch.setattr(upkeep, "SWEEP_EVERY", 60)
    with monkeypatch.context() as while_away:
        lose_layer(while_away, Away)
        async with open_page(camille, room.topic) as page:
            while_away.undo()
            await subscribed(within=PATIENCE)
            await in_thread(say, "de retour")
            assert (await page.receive_frame())["version"] == 1


def test_publishing_never_raises_and_counts_what_is_lost(db, room, say, monkeypatch, caplog):
    lose_layer(monkeypatch, Away)
    monkeypatch.setattr(publish, "_said_at", -publish.LOG_EVERY)
    before = publish.lost["failed"]
    say("un")
    publish.hint("latest")
    publish.hint("nothing:here")
    publish.tell_people([1])
    publish.recheck_rights()
    wait_until(lambda: publish.lost["failed"] == before + 4)
    assert [record.message for record in caplog.records if "lost" in record.message]


def test_queue_is_bounded(monkeypatch):
    lose_layer(monkeypatch, Silent)
    monkeypatch.setattr(publish, "MOST_WAITING", 10)
    monkeypatch.setattr(publish, "_outbox", None)
    before = publish.lost["overflow"]
    started = time.monotonic()
    for _ in range(50):
        publish.tell_people([1])
    assert time.monotonic() - started < AT_ONCE
    assert publish.lost["overflow"] - before >= 39


def test_what_waited_too_long_is_not_sent(monkeypatch):
    outbox = publish.Outbox(asyncio.new_event_loop())
    sent = []

    async def note(group, message):
        sent.append(message)
        return True

    monkeypatch.setattr(publish, "sent", note)
    outbox.waiting.extend([(time.monotonic() - 60, "g", "old"), (time.monotonic(), "g", "new")])
    outbox.loop.run_until_complete(outbox.send_all())
    outbox.loop.close()
    assert sent == ["new"]


def test_one_retry_after_a_failure(monkeypatch):
    tries = []

    class Once:
        async def group_send(self, group, message):
            tries.append(message)
            if len(tries) == 1:
                raise ConnectionError

    monkeypatch.setattr(publish, "get_channel_layer", Once)
    monkeypatch.setattr(publish, "_outbox", None)
    publish.tell_people([7])
    wait_until(lambda: len(tries) == 2)
    assert tries[0] == tries[1] == {"type": "hub.news", "ids": [7]}


def test_threads_publish_in_one_loop(monkeypatch):
    """Whatever thread publishes, one loop sends: the in-memory layer's queues are not made for several."""
    seen = set()

    class Note:
        async def group_send(self, group, message):
            seen.add(threading.current_thread().name)

    monkeypatch.setattr(publish, "get_channel_layer", Note)
    monkeypatch.setattr(publish, "_outbox", None)
    threads = [threading.Thread(target=publish.tell_people, args=[[n]]) for n in range(10)]
    for thread in threads:
        thread.start()
    wait_until(lambda: seen and not publish.outbox().waiting)
    assert seen == {"live-publish"}


def lose_layer(monkeypatch, broken):
    for module in (publish, layer):
        monkeypatch.setattr(module, "get_channel_layer", broken)


def wait_until(true, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)
