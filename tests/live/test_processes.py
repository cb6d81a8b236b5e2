"""Two server processes over Redis: what one tells, the pages of the other hear."""

import asyncio
import signal
from contextlib import ExitStack

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from chat.models import Room
from live.database import in_thread
from tests.live.processes import SITE, RemotePage, post, send_over_http, server
from tests.services import answers, end, free_port, private_redis
from tests.sockets import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


class Servers:
    """Two daphne processes and their Redis; what a test killed is started again for the next."""

    def __init__(self):
        self.stack = ExitStack()
        self.redis = ExitStack()
        self.redis_port = free_port()
        self.ports = [free_port(), free_port()]
        self.processes = {}

    def start(self):
        if not answers(self.redis_port):
            self.redis.enter_context(private_redis(self.redis_port))
        for port in self.ports:
            if port not in self.processes or self.processes[port].poll() is not None:
                running = server(port, f"redis://127.0.0.1:{self.redis_port}/0")
                self.processes[port] = self.stack.enter_context(running)

    def kill(self, port, how=signal.SIGKILL):
        end(self.processes[port], how)

    def stop(self):
        self.stack.close()
        self.redis.close()


@pytest.fixture(scope="module")
def started_servers(django_db_setup):
    servers = Servers()
    yield servers
    servers.stop()


@pytest.fixture
def servers(started_servers, db):
    started_servers.start()
    return started_servers


@pytest.fixture
def room(db):
    return Room.objects.create(slug="atelier", name_fr="Atelier")


async def pages_of(room, *people):
    return [RemotePage(await in_thread(signed_in, person), room.topic) for person in people]


def session_of(page):
    return page.cookie.partition("=")[2]


async def test_pages_of_two_processes_hear_and_see_one_another(servers, room, camille, noe):
    one, other = servers.ports
    here, there = await pages_of(room, camille, noe)
    async with here.on(one), there.on(other):
        for page in (here, there):
            await page.until(lambda page: page.people_here() == 2)
        for number in range(1, 21):
            assert await in_thread(send_over_http, servers.ports[number % 2], room, session_of(here), "Alliage") == 201
        for page in (here, there):
            await page.until(lambda page: page.version == 20)
            assert list(page.rows.values()) == [[number] for number in range(1, 21)]
        await here.tell(type="typing", topic=room.topic)
        await there.until(lambda page: {"id": camille.pk, "name": "Camille"} in [f.get("typing") for f in page.others])
        # Signing out at one process closes the page at the other.
        await in_thread(post, one, "/compte/deconnexion/", session_of(there))
        await there.until(lambda page: page.socket.close_code == 4401)
        await here.until(lambda page: page.people_here() == 1)


async def test_killed_process_leaves_no_hole_in_its_pages(servers, room, camille, noe):
    one, other = servers.ports
    here, there = await pages_of(room, camille, noe)
    async with here.on(one):
        async with there.on(other):
            await in_thread(send_over_http, other, room, session_of(here), "avant")
            await there.until(lambda page: page.version == 1)
            servers.kill(other)
            await there.until(lambda page: page.socket.close_code == 1006)
        for _ in range(5):
            assert await in_thread(send_over_http, one, room, session_of(here), "pendant") == 201
        await in_thread(servers.start)
        async with there.on(other):
            await there.until(lambda page: page.version == 6)
            await in_thread(send_over_http, one, room, session_of(here), "après")
            for page in (here, there):
                await page.until(lambda page: page.version == 7)
    assert here.rows == there.rows
    assert list(here.rows.values()) == [[number] for number in range(1, 8)]


async def test_without_redis_everything_is_heard_and_at_once_when_it_is_back(servers, room, camille, noe):
    one, other = servers.ports
    here, there = await pages_of(room, camille, noe)
    async with here.on(one), there.on(other):
        await in_thread(send_over_http, one, room, session_of(here), "avant")
        await there.until(lambda page: page.version == 1)
        servers.redis.close()
        for number in range(2, 6):
            assert await in_thread(send_over_http, one, room, session_of(here), "sans") == 201
            for page in (here, there):
                await page.until(lambda page, number=number: page.version >= number)
        await in_thread(servers.start)
        await heard_at_once_again(servers, room, here, there)
    assert here.rows == there.rows


async def heard_at_once_again(servers, room, here, there):
    """A subscription comes back within some seconds of its Redis; from then on frames take no sweep."""
    in_a_row = 0
    for _ in range(30):
        version = here.version + 1
        await in_thread(send_over_http, servers.ports[0], room, session_of(here), "retour")
        took = [await page.until(lambda page, version=version: page.version >= version) for page in (here, there)]
        in_a_row = in_a_row + 1 if max(took) < 0.7 else 0
        if in_a_row == 4:  # by chance, the sweep may be as quick once or twice
            return
        await asyncio.sleep(0.7)
    pytest.fail("the layer is not heard again")


async def test_one_process_in_memory_is_heard_at_once(django_db_setup, room, camille, noe):
    port = free_port()
    here, there = await pages_of(room, camille, noe)
    with ExitStack() as stack:
        await in_thread(stack.enter_context, server(port, redis_url=""))
        async with here.on(port), there.on(port):
            await there.until(lambda page: page.people_here() == 2)
            for number in range(1, 6):
                await in_thread(send_over_http, port, room, session_of(here), "Alliage")
                for page in (here, there):
                    assert await page.until(lambda page, number=number: page.version == number) < 1


async def test_idle_page_hears_at_once_after_a_while(servers, room, camille, noe):
    """redis-py 8 ends subscriptions that are idle for 5.7 s: it must not come in unnoticed."""
    here, there = await pages_of(room, camille, noe)
    async with there.on(servers.ports[1]):
        await there.until(lambda page: page.people_here() == 1)
        await asyncio.sleep(8)
        await in_thread(send_over_http, servers.ports[0], room, session_of(here), "toujours là")
        assert await there.until(lambda page: page.version == 1) < 1


async def test_what_a_server_is_sent_by_strangers_ends_no_process(servers, room, camille):
    port = servers.ports[0]
    [page] = await pages_of(room, camille)
    url, cookie = f"ws://127.0.0.1:{port}/ws/", {"Cookie": page.cookie}
    for origin in (
        None,
        "null",
        "http://localhost:99999999",
        "http://localhost:8000.example.org",
        "https://localhost:8000",
    ):
        with pytest.raises(InvalidHandshake) as refusal:
            await connect(url, origin=origin, additional_headers=cookie)
        assert refusal.value.response.status_code in (400, 403), origin
    async with page.on(port):
        for sent in ["x" * 5_000, "x" * 1_048_576, b"\xff" * 5_000]:
            async with connect(url, origin=SITE, additional_headers=cookie) as bad:
                await bad.send(sent)
                assert await closed(bad) in (1009, 1006)
        async with connect(url, origin=SITE, additional_headers=cookie) as bad:
            for _ in range(3):
                await bad.send(["x" * 100] * 64)  # fragments, together too large
            assert await closed(bad) == 4429
        async with connect(url, origin=SITE, additional_headers=cookie) as bad:
            await bad.send(b"\xff\xfe", text=True)
            assert await closed(bad) in (1007, 1006)
        await in_thread(send_over_http, port, room, session_of(page), "toujours là")
        await page.until(lambda page: page.version == 1)


async def test_server_that_stops_says_so(servers, room, camille):
    [page] = await pages_of(room, camille)
    async with page.on(servers.ports[0]):
        await page.until(lambda page: page.people_here() == 1)
        await in_thread(servers.kill, servers.ports[0], signal.SIGTERM)
        await page.until(lambda page: page.socket.close_code is not None)
    assert page.socket.close_code == 4012


async def closed(socket):
    """Wait until the server closes, and return the code."""
    with pytest.raises(ConnectionClosed):
        while True:
            await socket.recv()
    return socket.close_code
