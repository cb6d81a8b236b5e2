"""What a page may not do, and that the others do not notice."""

import asyncio
import json

import pytest

from chat.models import Room
from live import consumers, sockets
from live.database import in_thread
from live.hub import hub_here
from tests.sockets import open_page

pytestmark = pytest.mark.django_db(transaction=True)

MALFORMED = [
    "not json",
    "null",
    "[]",
    "3",
    '"join"',
    "1e999",
    '{"type": 1e999}',
    '{"type": ["join"]}',
    '{"type": {"join": 1}}',
    '{"type": null}',
    '{"type": "join"}',
    '{"type": "join", "topic": 7}',
    '{"type": "join", "topic": ["room:1"]}',
    '{"type": "join", "topic": "room:1", "version": -1}',
    '{"type": "join", "topic": "room:1", "version": "1"}',
    '{"type": "join", "topic": "room:1", "version": true}',
    '{"type": "join", "topic": "room:1", "version": 1.5}',
    '{"type": "join", "topic": "room:1", "version": NaN}',
    '{"type": "join", "topic": "room:1", "version": Infinity}',
    '{"type": "join", "topic": "%s"}' % ("r" * 101),
    '{"type": "ack"}',
    '{"type": "ack", "topics": [1]}',
    '{"type": "ack", "topics": {"room:1": "1"}}',
    "[" * 4000,
    '{"type":' * 400,
    "9" * 4096,
    "\x00",
]
UNKNOWN = ["__class__", "serve", "hub.frame", "websocket.disconnect", "websocket_receive", "", "\x00", "join "]


@pytest.fixture
def unlimited(monkeypatch):
    monkeypatch.setattr(consumers, "MOST_MISTAKES", 1000)
    monkeypatch.setattr(consumers, "FRAMES_AT_ONCE", 1000)


async def test_malformed_frames_are_answered_with_an_error(camille, unlimited):
    async with open_page(camille) as page:
        for text in MALFORMED:
            await page.send_text(text)
            assert await page.receive_frame() == {"error": "malformed"}, text


async def test_names_of_handlers_never_come_from_the_page(camille, unlimited):
    async with open_page(camille) as page:
        for name in UNKNOWN:
            await page.send(type=name, topic="room:1")
            assert await page.receive_frame() == {"error": "unknown"}, name


async def test_binary_frames_are_answered_with_an_error(camille):
    async with open_page(camille) as page:
        await page.socket.send_input({"type": "websocket.receive", "bytes": b'{"type":"leave"}'})
        assert await page.receive_frame() == {"error": "malformed"}


@pytest.mark.parametrize("text", ["x" * 5_000, "é" * 2_500, "x" * 1_048_576])
async def test_large_frames_are_answered_with_an_error(text, camille):
    async with open_page(camille) as page:
        await page.send_text(text)
        assert await page.receive_frame() == {"error": "too_large"}


async def test_third_mistake_closes_the_socket_and_only_this_one(camille, noe, room, say):
    async with open_page(noe, room.topic) as other, open_page(camille, room.topic) as page:
        for _ in range(3):
            await page.send_text("null")
        assert [await page.receive_frame() for _ in range(3)] == [{"error": "malformed"}] * 3
        assert await page.receive_close() == 4429
        await in_thread(say, "tout va bien")
        assert (await other.receive_frame())["version"] == 1


async def test_two_hundred_frames_a_second_close_the_socket(camille, noe, room, say):
    async with open_page(noe, room.topic) as other, open_page(camille, room.topic) as page:
        for _ in range(200):
            await page.send(type="ack", topics={})
        assert await page.receive_frame() == {"error": "too_fast"}
        assert await page.receive_close() == 4429
        await in_thread(say, "tout va bien")
        assert (await other.receive_frame())["version"] == 1


async def test_ten_thousand_joins_close_the_socket(camille):
    async with open_page(camille) as page:
        for number in range(1, 10_001):
            await page.send(type="join", topic=f"room:{number}", version=0)
        assert await page.receive_close() == 4429


async def test_thirty_first_topic_is_refused(camille, room, unlimited):
    def rooms():
        return [Room.objects.create(slug=f"salle-{n}", name_fr=f"Salle {n}").topic for n in range(30)]

    async with open_page(camille) as page:
        for topic in await in_thread(rooms):
            await page.join(topic)
        await page.send(type="join", topic=room.topic)
        assert await page.receive_frame() == {"error": "too_many_topics"}
        await page.join(topic)  # one of the thirty, once more
        await page.send(type="leave", topic=topic)
        await page.join(room.topic)


async def test_acknowledgements_of_what_was_never_sent_change_nothing(camille, room, say):
    async with open_page(camille, room.topic) as page:
        await page.send(type="ack", topics={room.topic: 2**70, "room:999": 5, "": -1, "x" * 500: 0})
        await in_thread(say, "un")
        assert (await page.receive_frame())["version"] == 1
        assert owed(camille) == 1


async def test_acknowledged_frames_are_owed_no_more(camille, room, say):
    async with open_page(camille, room.topic) as page:
        for version in (1, 2, 3):
            await in_thread(say, "encore")
            assert (await page.receive_frame())["version"] == version
        assert owed(camille) == 3
        await page.send(type="ack", topics={room.topic: 2})
        assert await page.hears_nothing(0.1)
        assert owed(camille) == 1


async def test_page_that_acknowledges_nothing_is_closed_as_slow_and_the_others_hear_all(
    camille, noe, room, say, monkeypatch
):
    monkeypatch.setattr(sockets, "MOST_UNACKNOWLEDGED", 4)
    async with open_page(noe, room.topic) as other, open_page(camille, room.topic) as page:
        for number in range(1, 9):
            await in_thread(say, "encore")
            assert (await other.receive_frame())["version"] == number
            await other.send(type="ack", topics={room.topic: number})
        assert await page.receive_close() == 4408


async def test_large_frames_count_by_their_size_but_one_alone_always_fits(camille, room, say, monkeypatch):
    monkeypatch.setattr(sockets, "MOST_UNACKNOWLEDGED_SIZE", 100)
    async with open_page(camille, room.topic) as page:
        await in_thread(say, "x" * 200)
        assert (await page.receive_frame())["version"] == 1
        await in_thread(say, "x" * 200)
        assert await page.receive_close() == 4408


async def test_server_that_waits_for_its_client_holds_up_nobody(camille, noe, room, say, monkeypatch):
    monkeypatch.setattr(sockets, "MOST_WAITING", 3)
    async with open_page(noe, room.topic) as other, open_page(camille, room.topic) as page:
        [slow] = hub_here().people[camille.pk]
        real, stuck = slow._send, []

        async def send(message):
            if message["type"] == "websocket.send":
                stuck.append(message)
                await asyncio.Event().wait()
            await real(message)

        slow._send = send
        for number in range(1, 8):
            await in_thread(say, "encore")
            assert (await other.receive_frame())["version"] == number
        assert await page.receive_close() == 4408
        assert len(stuck) == 1


@pytest.mark.parametrize(
    ("largest", "messages"), [(1000, [[0], [1, 2, 3]]), (17, [[0], [1, 2], [3]]), (1, [[0], [1], [2], [3]])]
)
async def test_frames_that_gather_behind_a_busy_page_leave_as_messages_of_bounded_size(
    largest, messages, camille, db, monkeypatch
):
    monkeypatch.setattr(sockets, "LARGEST_MESSAGE", largest)
    async with open_page(camille) as page:
        [socket] = hub_here().people[camille.pk]
        real, reads = socket._send, asyncio.Event()

        async def send(message):
            await reads.wait()
            await real(message)

        socket._send = send
        for number in range(4):
            socket.say(json.dumps({"n": number}))
        assert await page.hears_nothing(0.1)
        reads.set()
        sent = [await page.socket.output_queue.get() for _ in messages]
    assert [[frame["n"] for frame in json.loads(message["text"])] for message in sent] == messages


async def test_frames_of_a_stream_that_gather_leave_as_one_message(camille, noe, room, say):
    async with open_page(camille, room.topic) as page, open_page(noe, room.topic, language="en-ca") as other:
        opened = hub_here().topics[room.topic]
        for version in (1, 2, 3):
            texts = {"fr-ca": f'{{"n":{version}}}', "en-ca": f'{{"no":{version}}}'}
            hub_here().spread(opened, sockets.Parcel(room.topic, texts, version))
        hub_here().spread(opened, sockets.Parcel(room.topic, {"": '{"here":1}'}, courtesy=True))
        told = [(await one.socket.output_queue.get())["text"] for one in (page, other)]
        assert told == ['[{"n":1},{"n":2},{"n":3}]', '[{"no":1},{"no":2},{"no":3}]']
        assert await page.receive_frame() == {"here": 1}
        assert owed(camille) == 1
        await page.send(type="ack", topics={room.topic: 3})
        while owed(camille):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def owed(user):
    [socket] = hub_here().people[user.pk]
    return len(socket.unacknowledged)
