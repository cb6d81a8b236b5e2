"""Redis and PostgreSQL that go away under load, and come back."""

import asyncio
import random
import signal
import statistics
import time

from live.database import in_thread
from tests.reliability.judge import expect
from tests.reliability.rig import head_of, until
from tests.reliability.scenarios import scenario

SEEN_WITHIN = 3


async def with_load(rig, seconds, go, come_back):
    """Run 30 pages under load, half of it with something gone; return figures of the sends while it was."""
    room, people = await rig.room(), await rig.people(10)
    pages = await rig.open_pages(room, people, 30)
    lags = []
    async with rig.load(pages[:5], every=0.5) as sent:
        await asyncio.sleep(1)
        before = len(sent)
        for page in pages:
            page.took.clear()
        await go()
        watching = asyncio.create_task(watch(room, pages, lags))
        await asyncio.sleep(seconds)
        watching.cancel()
        took = sorted(seconds for page in pages for seconds in page.took)
        during = len(sent) - before
        await come_back()
        await asyncio.sleep(3)
    settled = await rig.settled(room, pages, 10)
    await rig.judge(room, pages, sent)
    return pages, during, took, lags, settled


async def watch(room, pages, lags):
    """Note how long each new version of the room takes until all pages show it."""
    while True:
        head, start = await in_thread(head_of, room), time.monotonic()
        await until(lambda head=head: min(page.version for page in pages) >= head, 60, "not seen", pages)
        lags.append(time.monotonic() - start)
        await asyncio.sleep(0.1)


async def without_redis(rig, seconds, go, come_back):
    pages, during, took, lags, _settled = await with_load(rig, seconds, go, come_back)
    p95 = statistics.quantiles(took, n=20)[-1]
    expect(p95 < rig.within(0.5), f"sends took {p95 * 1000:.0f} ms (p95)")
    expect(max(lags) < rig.within(SEEN_WITHIN), f"seen after {max(lags):.1f} s")
    expect(not any(page.closes for page in pages), "sockets closed")
    return (
        f"{seconds} s: {during} sent, p95 {p95 * 1000:.0f} ms, seen by all 30 pages within {max(lags):.1f} s, "
        f"no socket closed"
    )


@scenario("bad networks: delays, cuts, black holes", on=("postgresql",), in_short=())
async def bad_networks(rig):
    seconds = 6 if rig.short else 60
    room, people = await rig.room(), await rig.people(10)
    pages = await rig.open_pages(room, people, 20)
    proxies = [server.proxy for server in rig.servers]
    behind = [rig.to_redis, rig.to_database] if rig.redis else []
    async with rig.load(pages[:5], every=0.5) as sent:
        for _ in range(seconds):
            for proxy in proxies:
                proxy.delay = random.uniform(0, 0.2)
            random.choice(proxies).cut()
            swallowing = random.choice([*proxies, *behind])
            swallowing.mode = "swallow"
            await asyncio.sleep(random.uniform(0.5, 1.5))
            swallowing.mode = "pass"
        for proxy in proxies:
            proxy.delay = 0
    took = await rig.settled(room, pages, 40)
    await rig.judge(room, pages, sent)
    closes = sum(len(page.closes) for page in pages)
    return f"{seconds} s, {closes} sockets cut, {len(sent)} messages stored once, 20 pages right after {took:.1f} s"


@scenario("Redis killed", on=("postgresql",))
async def redis_killed(rig):
    async def go():
        await asyncio.to_thread(rig.redis.kill)

    async def come_back():
        await asyncio.to_thread(rig.redis.start)

    return await without_redis(rig, 4 if rig.short else 60, go, come_back)


@scenario("Redis stopped (SIGSTOP)", on=("postgresql",), in_short=())
async def redis_stopped(rig):
    async def go():
        rig.redis.process.send_signal(signal.SIGSTOP)

    async def come_back():
        rig.redis.process.send_signal(signal.SIGCONT)

    return await without_redis(rig, 4 if rig.short else 30, go, come_back)


@scenario("PostgreSQL stopped", on=("postgresql",))
async def postgresql_stopped(rig):
    seconds, form = 3 if rig.short else 10, {}

    async def go():
        await asyncio.to_thread(rig.postgresql.stop)
        page = rig.pages[-1]
        body = "Gardez **ceci** pour moi"
        form["json"] = await page.post(f"/salons/{page.room.slug}/envoyer/", body=body, client_id="")
        form["page"] = await page.request("POST", f"/salons/{page.room.slug}/envoyer/", accept="text/html", body=body)

    async def come_back():
        await asyncio.to_thread(rig.postgresql.start)

    processes = [server.process.pid for server in rig.servers]
    pages, _during, _took, _lags, settled = await with_load(rig, seconds, go, come_back)
    refused = [status for page in pages for status in page.statuses if status not in (200, 201)]
    expect(set(refused) == {503}, f"answers {sorted(set(refused))}")
    expect(form["json"][0] == 503 and len(form["json"][1]["errors"]) == 1, f"a script hears {form['json']}")
    status, page = form["page"]
    expect(status == 503 and "Gardez **ceci** pour moi" in page.decode(), "the text is not given back")
    expect(processes == [server.process.pid for server in rig.servers], "a server was started again")
    expect(all(server.is_running for server in rig.servers), "a server ended")
    return (
        f"{seconds} s: {len(refused)} sends answered 503 with their text, all stored after, 30 pages right "
        f"{settled:.1f} s after the last"
    )
