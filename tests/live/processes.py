"""Real server processes and real pages, for what one process in memory cannot show."""

import asyncio
import json
import os
import sys
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from django.conf import settings
from django.db import connection
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.reliability.pages import http
from tests.services import answers, running

ROOT = Path(__file__).resolve().parents[2]
SITE = "http://localhost:8000"
PATIENCE = 20


@contextmanager
def server(port, redis_url):
    """Run daphne as production does, on the database of the tests, until the block ends."""
    command = [sys.executable, "manage.py", "serve_sockets", "--port", str(port)]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "SITE_URL": SITE,
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis_url,
        "ESPACE_DATA": str(settings.DATA),
    }
    with running(command, ready=lambda: answers(port), cwd=ROOT, env=environment) as process:
        yield process


def database_url():
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    who = quote(database["USER"]) + (f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else "")
    return f"postgres://{who}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


class RemotePage:
    """A page as its script behaves: it keeps its position, applies what fits, asks for what is missing."""

    def __init__(self, session_key, topic, version=0, language="fr-ca"):
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session_key}"
        self.topic = topic
        self.version = version
        self.language = language
        self.rows = {}  # key: the versions it was shown at, in order
        self.others = []  # frames about anything but rows
        self.socket = None
        self.changed = asyncio.Event()

    @asynccontextmanager
    async def on(self, port):
        """Be open on one server, until the block ends or the server does."""
        url = f"ws://127.0.0.1:{port}/ws/?lang={self.language}"
        headers = {"Cookie": self.cookie}
        async with connect(url, origin=SITE, additional_headers=headers, open_timeout=PATIENCE) as self.socket:
            listening = asyncio.create_task(self.listen())
            await self.join()
            yield self
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def join(self):
        await self.tell(type="join", topic=self.topic, version=self.version)

    async def tell(self, **frame):
        await self.socket.send(json.dumps(frame))

    async def listen(self):
        try:
            async for message in self.socket:
                for frame in json.loads(message):
                    await self.take(frame)
                self.changed.set()
        except ConnectionClosed:
            pass
        self.changed.set()

    async def take(self, frame):
        if "changes" not in frame:
            self.others.append(frame)
        elif frame["from"] > self.version:
            await self.join()
        elif frame["version"] > self.version:
            self.version = frame["version"]
            for row in frame["changes"]:
                seen = self.rows.setdefault(row["key"], [])
                if not seen or row["version"] > seen[-1]:
                    seen.append(row["version"])
            await self.tell(type="ack", topics={self.topic: self.version})

    async def until(self, true, within=PATIENCE):
        """Wait until something holds of this page; return how long that took."""
        started = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(within):
                while not true(self):
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            raise AssertionError(f"still at {self.version}, after {self.others[-5:]}") from None
        return asyncio.get_running_loop().time() - started

    def people_here(self):
        told = [frame["presence"]["count"] for frame in self.others if "presence" in frame]
        return told[-1] if told else 0


def post(port, path, session_key, **fields):
    """Post a form as a page's script does; return the status."""
    status, _answer = http("POST", port, path, session_key, fields=fields)
    return status


def send_over_http(port, room, session_key, body):
    return post(port, f"/salons/{room.slug}/envoyer/", session_key, body=body, client_id=uuid4())
