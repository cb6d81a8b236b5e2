"""The load generator, a process of its own: opens the pages of one room, sends, and notes what came when.

It reads what to do as JSON on its input, the arguments of Load, and writes what it saw as JSON: see fanout.py.
"""

import asyncio
import json
import sys
from itertools import count
from statistics import quantiles
from time import monotonic

import uvloop

from bench.pages import PATIENCE, Page, Poster, Room
from bench.processes import cpu_seconds, resident_bytes
from bench.wire import allow_many_files

OPENING_AT_ONCE = 40  # daphne lets 50 wait to be accepted; past that the system delays them by a second
WARM_UP = 100  # pages opened and closed first: what the first ones cost is not the price of one more
WARM_UP_POSTS = 3  # of each poster
SETTLE = 3  # seconds for presence and garbage, before memory is read
POSTERS = 4  # people who send as soon as their last message was answered
CONNECTIONS = 32  # for messages at a steady rate
IN_FLIGHT = {"flood": 8, "one by one": 1}
# A page may owe 256 frames: a small room would be closed by its own flood.
MOST_OWED = 200


class Load:
    def __init__(self, kind, ports, post_ports, pids, sessions, topic, slug, origin, pages, seconds, workloads):
        self.kind, self.pids, self.origin = kind, pids, origin
        self.ports, self.post_ports = ports, post_ports
        self.sessions, self.slug, self.pages, self.seconds = sessions, slug, pages, seconds
        self.workloads = workloads
        self.room = Room(topic, acknowledges=kind == "hub")
        self.numbers = count()

    async def run(self):
        """Return the figures of opening, then of each workload."""
        await self.warm_up()
        before, started = resident_bytes(self.pids), monotonic()
        self.room.pages = await self.open(self.pages)
        opening = monotonic() - started
        await asyncio.sleep(SETTLE)
        memory = (resident_bytes(self.pids) - before) / self.pages
        figures = {"open_s": round(opening, 2), "kb_per_page": round(memory / 1000, 1), "workloads": {}}
        acknowledging = asyncio.create_task(self.room.acknowledge()) if self.room.acknowledges else None
        if self.kind == "hub":
            await self.warm_up_posts()
        for name in self.workloads:
            figures["workloads"][name] = await self.measure(name)
        if acknowledging:
            acknowledging.cancel()
        return figures | {"closed": self.room.closed - min(WARM_UP, self.pages)}

    async def open(self, number):
        """Open so many pages, spread over the processes; every fifth one in English."""
        few = asyncio.Semaphore(OPENING_AT_ONCE)

        async def one(number):
            async with few:
                language = "fr-ca" if number % 5 else "en-ca"
                return await self.connect(number, f"/ws/?lang={language}", joins=self.kind == "hub")

        return await asyncio.gather(*(one(number) for number in range(number)))

    async def connect(self, number, path, joins):
        session, port = self.sessions[number % len(self.sessions)], self.ports[number % len(self.ports)]
        made = lambda: Page(self.room, session=session, path=path, joins=joins, origin=self.origin)  # noqa: E731
        _transport, page = await asyncio.get_running_loop().create_connection(made, "127.0.0.1", port)
        await asyncio.wait_for(page.ready, PATIENCE)
        return page

    async def warm_up(self):
        pages = await self.open(min(WARM_UP, self.pages))
        for page in pages:
            page.transport.close()
        await asyncio.sleep(1)

    async def warm_up_posts(self):
        """The first post of a process loads templates and opens connections: up to a second that is not measured."""
        starts = {}
        for _round in range(WARM_UP_POSTS):
            await asyncio.gather(*(self.post(self.poster(number), starts, monotonic()) for number in range(POSTERS)))
        await asyncio.wait([self.room.complete[version] for version in starts], timeout=PATIENCE)
        await asyncio.sleep(1.2)

    # ---- Workloads ------------------------------------------------------------------------

    async def measure(self, name):
        first = self.room.head
        cpu, began = cpu_seconds(self.pids), monotonic()
        if name in IN_FLIGHT:
            starts = await self.flood(IN_FLIGHT[name])
        elif name == "posts":
            starts = await self.post_as_answered()
        else:
            starts = await self.post_steadily(int(name.removesuffix("/s")))
        complete = [self.room.complete[version] for version in starts]
        await asyncio.wait(complete, timeout=PATIENCE)
        cpu = cpu_seconds(self.pids) - cpu
        figures = self.figures(starts, began, cpu)
        assert self.room.head - first == len(starts)
        # Acknowledged before the next workload begins.
        await asyncio.sleep(1.2)
        return figures

    def figures(self, starts, began, cpu):
        arrivals = {version: self.room.arrivals.get(version, []) for version in starts}
        delivered = sum(map(len, arrivals.values()))
        last = max(moment for moments in arrivals.values() for moment in moments)
        waits = [(moment - starts[version]) * 1000 for version, moments in arrivals.items() for moment in moments]
        cuts = quantiles(waits, n=100)
        return {
            "messages": len(starts),
            "deliveries": delivered,
            "deliveries_per_s": round(delivered / (last - began)),
            "cpu_ms_per_1000": round(cpu * 1_000_000 / delivered, 2),
            "p50_ms": round(cuts[49], 1),
            "p95_ms": round(cuts[94], 1),
            "p99_ms": round(cuts[98], 1),
            "lost": len(starts) * self.pages - delivered,
        }

    async def flood(self, in_flight):
        """Have frames published in the server; each sender waits until all pages have its last one."""
        path = "/flood/" if self.kind == "hub" else "/ws/"
        senders = [await self.speaker(path, number) for number in range(len(self.ports))]
        starts, until = {}, monotonic() + self.seconds

        async def send():
            while monotonic() < until:
                if self.kind == "hub" and self.room.head - min(p.acknowledged for p in self.room.pages) >= MOST_OWED:
                    await asyncio.sleep(0.02)
                    continue
                version = self.room.head + 1
                complete = self.room.expect(version)
                starts[version] = monotonic()
                senders[0].say({"topic": self.room.topic, "version": version})
                await asyncio.wait([complete], timeout=PATIENCE)

        await asyncio.gather(*(send() for _ in range(in_flight)))
        return starts

    async def speaker(self, path, number):
        if self.kind != "hub":
            return self.room.pages[number]
        page = await self.connect(number, path, joins=False)
        # Every process of the hub gets ready; only the first one publishes.
        page.say({"topic": self.room.topic, "version": 0})
        return page

    async def post_steadily(self, rate):
        """Post so many messages a second, whether or not the earlier ones were answered."""
        free = asyncio.Queue()
        for number in range(CONNECTIONS):
            free.put_nowait(self.poster(number))
        starts = {}

        async def one(start):
            await asyncio.sleep(start - monotonic())
            poster = await free.get()
            await self.post(poster, starts, start)
            free.put_nowait(poster)

        began = monotonic() + 0.1
        await asyncio.gather(*(one(began + number / rate) for number in range(int(rate * self.seconds))))
        return starts

    async def post_as_answered(self):
        starts, until = {}, monotonic() + self.seconds

        async def one(poster):
            while monotonic() < until:
                await self.post(poster, starts, monotonic())

        await asyncio.gather(*(one(self.poster(number)) for number in range(POSTERS)))
        return starts

    def poster(self, number):
        return Poster(self.post_ports[number % len(self.post_ports)], self.slug, self.origin)

    async def post(self, poster, starts, start):
        number = next(self.numbers)
        session = self.sessions[number % len(self.sessions)]
        version = await poster.send(session, f"Message {number} : la presse de **7 pouces** est libre jeudi.")
        starts[version] = start
        self.room.expect(version)


async def main():
    print(json.dumps(await Load(**json.load(sys.stdin)).run()))


if __name__ == "__main__":
    allow_many_files()
    uvloop.run(main())
