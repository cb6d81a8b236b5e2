"""What open pages are told by the clock: heads, counters, and what repairs itself."""

import asyncio

import pytest

from live import counters, layer, publish, sockets, topics, upkeep
from live.database import in_thread
from live.hub import hub_here
from live.publish import tell_people
from tests.sockets import open_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def count(monkeypatch):
    """Three unread things for everyone asked, under the one name « things »."""
    asked = []
    monkeypatch.setattr(counters, "_counts", {"things": lambda ids: asked.append(ids) or dict.fromkeys(ids, 3)})
    return asked


async def test_pages_are_told_heads_and_counters(camille, noe, room, say, count, monkeypatch):
    await in_thread(say, "un")
    monkeypatch.setattr(upkeep, "HEADS_EVERY", 0.2)
    async with open_page(camille, room.topic) as page, open_page(noe, "latest") as other:
        assert await page.receive_frame("heads") == {"heads": {room.topic: 1}, "counters": {"things": 3}}
        assert await other.receive_frame("heads") == {"heads": {}, "counters": {"things": 3}}
    assert sorted(count[-1]) == [camille.pk, noe.pk]


async def test_page_that_does_not_acknowledge_is_reminded_once_of_the_heads(camille, room, say, monkeypatch):
    monkeypatch.setattr(upkeep, "REMIND_EVERY", 0.1)
    monkeypatch.setattr(sockets, "REMIND_AFTER", 1)
    async with open_page(camille, room.topic) as page:
        await in_thread(say, "un")
        await page.receive_frame("changes")
        assert await page.receive_frame("heads") == {"heads": {room.topic: 1}}
        with pytest.raises(TimeoutError):
            await page.receive_frame("heads", within=1.5)
        await in_thread(say, "deux")
        await page.receive_frame("changes")
        await page.send(type="ack", topics={room.topic: 2})
        with pytest.raises(TimeoutError):
            await page.receive_frame("heads", within=1.5)


async def test_people_with_news_are_told_and_no_others(camille, noe, db):
    async with open_page(camille) as page, open_page(noe) as other:
        tell_people([camille.pk, 999])
        assert await page.receive_frame() == {"news": True}
        assert await other.hears_nothing()


async def test_membership_that_the_layer_forgot_is_renewed(camille, room, say, monkeypatch):
    monkeypatch.setattr(upkeep, "SWEEP_EVERY", 60)
    async with open_page(camille, "latest") as page:
        subscriptions = hub_here().subscriptions
        await layer.get_channel_layer().group_discard("latest", subscriptions.channel)
        publish.hint("latest")
        assert await page.hears_nothing()
        subscriptions.renew()
        await asyncio.sleep(0.1)
        publish.hint("latest")
        assert await page.receive_frame() == {"topic": "latest", "hint": True}


async def test_hub_with_nothing_open_does_nothing(camille, room):
    async with open_page(camille, room.topic):
        hub = hub_here()
        jobs = list(hub.running)
        assert jobs
    assert all(job.done() for job in jobs)
    assert (hub.running, hub.topics, hub.people, hub.sockets) == ([], {}, {}, set())


async def test_job_that_fails_is_run_again(camille, room, say, monkeypatch):
    failures = iter([RuntimeError("bug"), RuntimeError("bug")])

    def read(*args):
        for failure in failures:
            raise failure
        return read_changes(*args)

    read_changes = topics.read_changes
    monkeypatch.setattr(topics, "read_changes", read)
    monkeypatch.setattr(topics, "ANSWER_LIVES", 0)
    monkeypatch.setattr(upkeep, "SWEEP_EVERY", 0.2)
    monkeypatch.setattr(publish.Outbox, "put", lambda self, group, message: None)
    async with open_page(camille, room.topic) as page:
        await in_thread(say, "un")
        assert (await page.receive_frame())["version"] == 1


async def test_message_that_nobody_understands_stops_nothing(camille, db):
    async with open_page(camille, "latest") as page:
        for message in ({"type": "hub.frame"}, {"type": "hub.of_tomorrow"}, {"type": "hub.news", "ids": None}, {}):
            publish.outbox().put("latest", message)
        publish.hint("latest")
        assert await page.receive_frame() == {"topic": "latest", "hint": True}
