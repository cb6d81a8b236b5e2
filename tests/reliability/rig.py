"""What the scenarios run on: a database, Redis, server processes, and proxies between them all."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from live.database import in_thread
from tests import services
from tests.reliability.proxies import Proxy

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def prepared(database, processes):
    """Yield the Rig, with Django set up in this process on the same database as the servers."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="espace-reliability-"))
        environment = {
            "DJANGO_SETTINGS_MODULE": "tests.reliability.settings",
            "ESPACE_DATA": folder,
            "DATABASE_URL": f"sqlite:///{folder}/espace.sqlite3",
            "REDIS_URL": "",
            "SECRET_KEY": "not-secret-" * 5,
            "SITE_URL": "http://localhost:8000",
        }
        postgresql = redis = None
        if database == "postgresql":
            place = stack.enter_context(tempfile.TemporaryDirectory(prefix="espace-pg-"))
            postgresql = stack.enter_context(services.postgresql(place, logging_collector="on", log_directory=place))
            redis = stack.enter_context(services.redis(folder, services.free_port()))
            environment |= {"DATABASE_URL": postgresql.url, "REDIS_URL": redis.url}
        os.environ.update(environment)
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, check=True)
        import django

        django.setup()
        yield Rig(database, processes, environment, postgresql, redis)


class Rig:
    """Servers that a scenario kills and starts again. `ports` are those that pages know: the proxies'."""

    def __init__(self, database, processes, environment, postgresql, redis):
        self.database = database
        self.environment = environment
        self.postgresql = postgresql
        self.redis = redis
        self.servers = [AppServer(self) for _ in range(processes)]
        self.short = True
        self.pages = []

    async def __aenter__(self):
        self.to_redis = self.to_database = None
        if self.redis:
            self.to_redis = await self.stand_before(self.redis, "REDIS_URL")
            self.to_database = await self.stand_before(self.postgresql, "DATABASE_URL")
        for server in self.servers:
            await server.proxy.start()
            await server.start()
        return self

    async def __aexit__(self, *_):
        await self.close_pages()
        for server in self.servers:
            await asyncio.to_thread(server.stop)
            await server.proxy.stop()

    async def stand_before(self, server, name):
        """Let the servers, not this process, reach a service through a proxy."""
        address = urlsplit(server.url)
        proxy = Proxy(address.port)
        await proxy.start()
        host = address.netloc.rpartition(":")[0]
        self.environment[name] = address._replace(netloc=f"{host}:{proxy.port}").geturl()
        return proxy

    @property
    def ports(self):
        return [server.proxy.port for server in self.servers]

    async def reset(self):
        """Leave the next scenario what this one found."""
        await self.close_pages()
        await self.start_servers()

    @contextlib.asynccontextmanager
    async def another_server(self, kind):
        """Run one more server, that no scenario kills, while the block runs."""
        server = AppServer(self, kind)
        await server.proxy.start()
        await server.start()
        try:
            yield server
        finally:
            await asyncio.to_thread(server.stop)
            await server.proxy.stop()

    async def serve_with(self, kind):
        for server in self.servers:
            if server.kind != kind:
                await asyncio.to_thread(server.stop)
                server.kind = kind
                await server.start()

    async def start_servers(self):
        for server in self.servers:
            if not server.is_running:
                await server.start()

    def within(self, seconds):
        """How long to wait for what is promised in so many seconds: the short run shows that it comes, not how soon."""
        return seconds * 4 if self.short else seconds

    # ---- The cast ---------------------------------------------------------------------

    async def people(self, count):
        """Return people who are signed in: [(person, session key)]."""
        return await in_thread(make_people, count)

    async def room(self):
        return await in_thread(make_room)

    async def open_pages(self, room, people, count=None):
        """Open pages of a room, the people taking turns, and wait until all of them hear it."""
        from tests.reliability.pages import Page

        pages = [
            Page(people[number % len(people)][1], room, self.ports, room.version).open()
            for number in range(count or len(people))
        ]
        self.pages += pages
        await until(lambda: all(page.is_live for page in pages), 60, "pages do not come")
        await asyncio.sleep(0.5)
        return pages

    async def close_pages(self):
        await asyncio.gather(*(page.close() for page in self.pages))
        self.pages = []

    # ---- Load -------------------------------------------------------------------------

    @contextlib.asynccontextmanager
    async def load(self, senders, every):
        """While the block runs, each of these pages sends a message every so many seconds; yields what they sent."""
        sent, over = {}, asyncio.Event()

        async def send(page, number):
            await asyncio.sleep(every * number / len(senders))
            while not over.is_set():
                client_id, body = str(uuid4()), f"Coulée {number}-{len(sent)} à **710 °C**"
                sent[client_id] = body
                await page.send(body, client_id)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(over.wait(), every)

        async with asyncio.TaskGroup() as tasks:
            for number, page in enumerate(senders):
                tasks.create_task(send(page, number))
            try:
                yield sent
            finally:
                over.set()

    # ---- The end ----------------------------------------------------------------------

    async def settled(self, room, pages, within):
        """Wait until all pages are where the room is; return after how many seconds."""
        head = await in_thread(head_of, room)
        start = time.monotonic()
        await until(
            lambda: all(page.version >= head for page in pages), self.within(within), f"pages not at {head}", pages
        )
        return time.monotonic() - start

    async def judge(self, room, pages, sent=None):
        from tests.reliability.judge import judge

        return await in_thread(judge, room, pages, sent or {})


class AppServer:
    """One server process and the proxy before it."""

    def __init__(self, rig, kind="daphne"):
        self.rig = rig
        self.port = services.free_port()
        self.proxy = Proxy(self.port)
        self.stack = contextlib.ExitStack()
        self.kind = kind

    @property
    def command(self):
        if self.kind == "uvicorn":
            options = ["--ws", "websockets-sansio", "--no-access-log", "--log-level", "warning"]
            return ["uvicorn", "--host", "127.0.0.1", "--port", str(self.port), *options, "config.asgi:application"]
        if self.kind == "gunicorn":
            return ["gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "2"]
        return ["manage", "serve_sockets", "--port", str(self.port)]

    async def start(self):
        await asyncio.to_thread(self._start)

    def _start(self):
        self.stack.close()
        self.process = self.stack.enter_context(
            services.running(
                [sys.executable, "-m", *self.command],
                ready=lambda: services.answers(self.port),
                cwd=ROOT,
                env={**os.environ, **self.rig.environment},
            )
        )

    @property
    def is_running(self):
        return self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.stack.close()

    def memory(self):
        """Resident bytes."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def until(true, within, otherwise, pages=()):
    from tests.reliability.judge import Broken

    try:
        async with asyncio.timeout(within):
            while not true():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    except TimeoutError:
        where = sorted({page.version for page in pages})
        raise Broken(f"{otherwise} within {within} s{f', but at {where[:10]}' if where else ''}") from None


def make_people(count):
    from tests.build import make_user
    from tests.sockets import signed_in

    people = [make_user(f"Personne {number}", email=f"{uuid4()}@example.org") for number in range(count)]
    return [(person, signed_in(person)) for person in people]


def make_room():
    from tests.build import make_room

    return make_room(name_fr="Fonderie")


def head_of(room):
    from chat.models import Room

    return Room.objects.values_list("version", flat=True).get(pk=room.pk)
