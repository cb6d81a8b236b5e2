"""A page of a room that behaves as static/js does (live.js, stream.js, outbox.js), and writes down what it heard.

The same waits: a hole 0.3 s, coming back 1 to 30 s with full jitter, polling every 4 s from the second failure on,
an acknowledgement within a second of the last frame, while frames keep coming every 3 to 5 s or 64 frames.
"""

import asyncio
import contextlib
import json
import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

HOLE = 0.3
POLL = 4
TRY_AGAIN = 1  # the page waits 4 s; here the load shall go on
LONGEST_WAIT = 30
MOST_OWED = 64
PATIENCE = 20
ROW = re.compile(r'<li id="([a-z]+-\d+)" class="(?:message|room-event)[^>]*? data-version="(\d+)"')

_threads = ThreadPoolExecutor(64, thread_name_prefix="http")


class Page:
    """One page of one person: its socket, its rows, what it sends."""

    def __init__(self, session_key, room, ports, version=0):
        self.session_key = session_key
        self.room = room
        self.topic = room.topic
        self.ports = self.page_ports = ports  # of sockets, of pages
        self.version = version
        self.rows = {}  # key: (version, HTML or None where only the version is known)
        self.heard = []  # (seconds, version reached), in the order of arrival
        self.closes = []  # codes
        self.gone = False
        self.is_out = False
        self.reloads = 0
        self.failures = 0
        self.socket = None
        self.is_live = False
        self.acknowledged = {}  # client_id: (status, frames) of the answer
        self.refused = []  # (status, errors)
        self.took = []  # seconds from a message's first try to its acknowledgement
        self.said = {}  # version: when its sending began
        self.deaf_to = []  # whether each next frame of changes is lost on the way
        self.statuses = []  # of every try, 0 where no answer came
        self.sending = asyncio.Lock()
        self.asking = None
        self.unsaid = 0  # version
        self.owed = 0  # frames
        self.owed_at = self.acknowledge_by = 0.0
        self.task = None

    # ---- Being open -------------------------------------------------------------------

    def open(self):
        self.task = asyncio.create_task(self.stay())
        return self

    async def close(self):
        if self.task:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)

    async def stay(self):
        """Be open, come back when cut, and poll meanwhile, until the server says that this person may not stay."""
        polling = None
        try:
            while not self.is_out:
                with contextlib.suppress(OSError, TimeoutError, InvalidHandshake, ConnectionClosed):
                    await self.listen()
                self.is_live = False
                self.failures += 1
                if self.failures >= 2 and (polling is None or polling.done()):
                    polling = asyncio.create_task(self.poll())
                longest = min(LONGEST_WAIT, 2**self.failures)
                await asyncio.sleep(1 + random.random() * (longest - 1))
        finally:
            if polling:
                polling.cancel()

    async def listen(self):
        url = f"ws://127.0.0.1:{random.choice(self.ports)}/ws/?lang=fr-ca"
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session_key}"}
        opened = connect(
            url,
            origin=settings.SITE_URL,
            additional_headers=headers,
            open_timeout=10,
            max_size=None,
            ping_interval=None,
        )
        async with opened as self.socket:
            acknowledging = asyncio.create_task(self.acknowledge())
            try:
                async for message in self.socket:
                    if not self.is_live:
                        self.is_live, self.failures = True, 0
                        await self.join()
                    for frame in json.loads(message):
                        await self.take(frame)
            finally:
                acknowledging.cancel()
                self.closed(self.socket.close_code)

    def closed(self, code):
        self.closes.append(code)
        self.owed = 0
        self.is_out = code in (4401, 4403)
        if code in (4429, 4013):
            self.failures = max(self.failures, 4)

    async def acknowledge(self):
        while True:
            await asyncio.sleep(0.25)
            now = time.monotonic()
            if self.owed and (self.owed >= MOST_OWED or now > min(self.owed_at + 0.75, self.acknowledge_by)):
                await self.tell(type="ack", topics={self.topic: self.unsaid})
                self.owed = 0

    async def poll(self):
        while not self.is_live and not self.is_out:
            await self.ask_over_http()
            await asyncio.sleep(POLL * random.uniform(0.75, 1.25))

    async def ask_over_http(self):
        try:
            status, answer = await self.request("GET", f"/direct/depuis/?topic={self.topic}&version={self.version}")
        except OSError:
            return
        if status == 404:
            await self.take({"topic": self.topic, "gone": True})
        for frame in json.loads(answer)["frames"] if status == 200 else ():
            await self.take(frame)

    async def tell(self, **frame):
        await self.socket.send(json.dumps(frame))

    async def join(self):
        await self.tell(type="join", topic=self.topic, version=self.version)

    # ---- Hearing ----------------------------------------------------------------------

    async def take(self, frame):
        if "heads" in frame:
            self.ask_up_to(frame["heads"].get(self.topic, 0))
        elif frame.get("topic") != self.topic:
            return
        elif "joined" in frame:
            self.ask_up_to(frame["joined"])
        elif frame.get("gone"):
            self.gone = True
        elif frame.get("reload"):
            await self.reload()
        elif "changes" in frame and not (self.deaf_to and self.deaf_to.pop(0)):
            self.hear(frame)

    def hear(self, frame):
        self.owe(frame["version"])
        if frame["version"] <= self.version:
            return
        if frame["from"] > self.version:
            self.ask_up_to(frame["version"])
            return
        for row in frame["changes"]:
            self.show(row)
        self.version = frame["version"]
        self.heard.append((time.monotonic(), self.version))

    def owe(self, version):
        self.owed_at = time.monotonic()
        if not self.owed:
            self.acknowledge_by = self.owed_at + random.uniform(3, 5)
            self.unsaid = 0
        self.owed += 1
        self.unsaid = max(version, self.unsaid)

    def show(self, row):
        known = self.rows.get(row["key"])
        if known and known[0] >= row["version"]:
            return
        if row.get("removed"):
            self.rows.pop(row["key"], None)
        else:
            self.rows[row["key"]] = (row["version"], row["html"])

    def ask_up_to(self, version):
        """Something up to `version` is missing: it may come in a moment, else ask."""
        if version > self.version and (self.asking is None or self.asking.done()):
            self.asking = asyncio.create_task(self.ask_soon(version))

    async def ask_soon(self, version):
        await asyncio.sleep(HOLE)
        if self.version < version and self.is_live:
            with contextlib.suppress(ConnectionClosed):
                await self.join()

    async def reload(self):
        """Take the list anew, as the page shows it to who opens it now."""
        status, answer = await self.request("GET", f"/salons/{self.room.slug}/")
        if status != 200:
            return
        page = answer.decode()
        self.version = int(re.search(r'data-stream="[^"]*" data-version="(\d+)"', page)[1])
        self.rows = {key: (int(version), None) for key, version in ROW.findall(page)}
        self.reloads += 1
        self.heard.append((time.monotonic(), self.version))

    # ---- Sending ----------------------------------------------------------------------

    async def send(self, body, client_id=None, hope_for=60):
        """Send a message as the outbox does: one at a time, again until it is answered. Return its client_id."""
        client_id = client_id or str(uuid4())
        async with self.sending:
            start = time.monotonic()
            while time.monotonic() - start < hope_for:
                status, answer = await self.post(f"/salons/{self.room.slug}/envoyer/", body=body, client_id=client_id)
                if status in (200, 201):
                    self.acknowledged[client_id] = (status, answer["frames"])
                    self.took.append(time.monotonic() - start)
                    self.said[answer["frames"][0]["version"]] = start
                    return client_id
                if 400 <= status < 500 and status != 429:
                    self.refused.append((status, answer))
                    return client_id
                await asyncio.sleep(TRY_AGAIN * random.uniform(0.75, 1.25))
        raise AssertionError(f"not sent within {hope_for} s, last answers {self.statuses[-5:]}")

    async def post(self, path, port=None, **fields):
        """Post once; return (status, what the JSON says), (0, {}) where no answer came."""
        try:
            status, answer = await self.request("POST", path, port=port, **fields)
        except OSError:
            status, answer = 0, b"{}"
        self.statuses.append(status)
        try:
            return status, json.loads(answer)
        except ValueError:
            return status, {"page": answer.decode(errors="replace")}

    async def request(self, method, path, *, port=None, accept="application/json", headers=(), **fields):
        """Ask a server, any of them unless one is named. Raises OSError where no answer came."""
        port = port or random.choice(self.page_ports)
        call = asyncio.get_running_loop().run_in_executor(
            _threads, http, method, port, path, self.session_key, accept, fields, headers
        )
        return await call


def http(method, port, path, session_key, accept="application/json", fields=(), headers=()):
    token = "t" * 32
    headers = {
        **dict(headers),
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session_key}; csrftoken={token}",
        "X-CSRFToken": token,
        "Accept": accept,
        "Content-Type": "application/x-www-form-urlencoded",
        "Host": "localhost:8000",
    }
    browser = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        browser.request(method, path, urlencode(fields) if fields else None, headers)
        answer = browser.getresponse()
        return answer.status, answer.read()
    except HTTPException as failure:
        raise OSError(str(failure)) from failure
    finally:
        browser.close()
