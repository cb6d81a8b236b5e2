"""Many pages: readers that do not read, and a thousand that come back together."""

import asyncio
import base64
import os
import re
import socket
import statistics
import time
from contextlib import asynccontextmanager
from pathlib import Path

from django.conf import settings

from live.database import in_thread
from tests.reliability.judge import expect
from tests.reliability.rig import until
from tests.reliability.scenarios import scenario

MIB = 2**20


@scenario("5 stalled and 20 trickling readers among 200", on=("postgresql",), in_short=())
async def slow_readers(rig):
    count, seconds, rounds = (50, 5, 1) if rig.short else (200, 30, 2)
    alone, beside = [], []
    for _ in range(rounds):
        alone.append(await at_work(rig, count, seconds, slow=0))
        beside.append(await at_work(rig, count, seconds, slow=25))
    grown = (max(memory for _, memory in beside) - max(memory for _, memory in alone)) / MIB
    p99, p99_alone = (1000 * min(p99 for p99, _ in runs) for runs in (beside, alone))
    expect(grown <= 32, f"memory grew by {grown:.0f} MiB")
    # Two short runs on a busy machine differ by more than that: only the long one compares them.
    expect(rig.short or p99 <= 1.2 * p99_alone, f"p99 {p99:.0f} ms, {p99_alone:.0f} ms alone")
    return f"the process grew by {grown:.1f} MiB more; the others' p99 {p99:.0f} ms, {p99_alone:.0f} ms without them"


async def at_work(rig, count, seconds, slow):
    """Run pages under load, some of them slow; return the p99 of the good ones in seconds and the growth of memory."""
    room, people = await rig.room(), await rig.people(20)
    pages = await rig.open_pages(room, people, count - slow)
    server, slow_people = rig.servers[0], await rig.people(slow)
    async with slow_pages(server.port, room, [key for _, key in slow_people]):
        await asyncio.sleep(1)
        before = server.memory()
        # The long run stays below what the server can do, so that waiting shows what the slow ones cost.
        async with rig.load(pages[:10], every=0.1 if rig.short else 0.6) as sent:
            await asyncio.sleep(seconds)
        grown = server.memory() - before
        await rig.settled(room, pages, 10)
        await rig.judge(room, pages, sent)
    lags = lags_of(pages)
    await rig.close_pages()
    return statistics.quantiles(lags, n=100)[98], grown


def lags_of(pages):
    """Return the seconds from each send to each page that heard it."""
    said = {version: at for page in pages for version, at in page.said.items()}
    return [at - said[version] for page in pages for at, version in page.heard if version in said]


@asynccontextmanager
async def slow_pages(port, room, keys):
    """Open sockets that acknowledge nothing while the block runs: five that read nothing, the others 1 kB a second."""

    async def read(number, key):
        reader, writer = await open_raw(port, room, key)
        try:
            while number < 5 or await reader.read(200):  # noqa: ASYNC110
                await asyncio.sleep(0.2)
            await asyncio.Event().wait()
        finally:
            writer.transport.abort()

    tasks = [asyncio.create_task(read(number, key)) for number, key in enumerate(keys)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def open_raw(port, room, key):
    """Shake hands and join by hand, on a socket that buffers little."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=raw, limit=4096)
    lines = [
        "GET /ws/?lang=fr-ca HTTP/1.1",
        "Host: localhost:8000",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        f"Origin: {settings.SITE_URL}",
        f"Cookie: {settings.SESSION_COOKIE_NAME}={key}",
    ]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    await reader.readuntil(b"\r\n\r\n")
    join = f'{{"type":"join","topic":"{room.topic}","version":{room.version}}}'.encode()
    # A mask of zeros leaves the text as it is.
    writer.write(bytes([0x81, 0x80 | len(join), 0, 0, 0, 0]) + join)
    return reader, writer


@scenario("a thousand pages come back at once", on=("postgresql",))
async def come_back_together(rig):
    count = 200 if rig.short else 1_000
    room, people = await rig.room(), await rig.people(count // 5)
    pages = await rig.open_pages(room, people, count)
    queries = await in_thread(Queries, rig.postgresql.folder)
    for server in rig.servers:
        server.kill()
    for number in range(3):
        await in_thread(say_unheard, room, people[0][0], number)
    await rig.start_servers()
    start = time.monotonic()
    answered = asyncio.create_task(ask_for_pages(pages[0]))
    await until(
        lambda: all(page.is_live and page.version == 3 for page in pages), rig.within(20), "not all back", pages
    )
    seconds = time.monotonic() - start
    answered.cancel()
    slowest = max((await asyncio.gather(answered, return_exceptions=True))[0] or [0])
    since = re.compile(rf'FROM "chat_message" .*"room_id" = {room.pk} AND "chat_message"."version" > ')
    asked = sum(1 for line in await in_thread(queries.stop) if since.search(line))
    expect(0 < asked <= 20, f"{asked} queries for what changed")
    await rig.judge(room, pages)
    return (
        f"{count} pages back after {seconds:.1f} s, {asked} queries for what changed; "
        f"pages of the site answered within {slowest:.1f} s meanwhile"
    )


def say_unheard(room, author, number):
    from tests.build import make_message

    make_message(room, author, f"Pendant la panne {number}")


async def ask_for_pages(page):
    """Ask for a page of the site again and again, until stopped; return how long each took."""
    took = []
    try:
        while True:
            start = time.monotonic()
            try:
                status, _ = await page.request("GET", f"/salons/{page.room.slug}/", accept="text/html")
                expect(status == 200, f"a page answered {status}")
                took.append(time.monotonic() - start)
            except OSError:
                pass
            await asyncio.sleep(0.3)
    except asyncio.CancelledError:
        return took


class Queries:
    """The statements that PostgreSQL runs from now on, from its log."""

    def __init__(self, folder):
        execute("ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()")
        self.folder = folder

    def stop(self):
        """Return the lines of the log."""
        execute("ALTER SYSTEM RESET log_statement", "SELECT pg_reload_conf()")
        return [
            line for log in Path(self.folder).glob("*.log") for line in log.read_text(errors="replace").splitlines()
        ]


def execute(*statements):
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
