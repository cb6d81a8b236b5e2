"""A page of a session that behaves as static/js does (session.js, rounds.js, places.js, clock.js).

The same waits: its own place is fetched within 5 s of the word that a round is planned, its room within 5 s after that;
what failed is asked again after 3 s. The clock is set by the quickest of three answers.
"""

import asyncio
import contextlib
import json
import random
import re
import time
from dataclasses import dataclass

from websockets.exceptions import ConnectionClosed

from tests.reliability.pages import Page

SPREAD = 5
AGAIN = 3
FRAGMENT = {"HX-Request": "true"}
SESSION = re.compile(r'data-session="([^"]+)" data-version="(\d+)"')
AGENDA = re.compile(r'<ol class="steps".*?</ol>', re.DOTALL)
ROUND = re.compile(r'data-round="(\d+)"(?: data-planned="([^"]*)")?[^>]*? data-from="(\d+)" data-until="(\d+)"')
PLACE = re.compile(r'data-place="round-(\d+)"[^>]*? data-from="([\d.]+)" data-until="([\d.]+)" data-room-url="([^"]+)"')
STREAM = re.compile(r'data-stream="([^"]*)" data-version="(\d+)"')


@dataclass
class Place:
    """Where a page is in a round."""

    starts_at: float
    ends_at: float
    room_url: str
    topic: str = ""
    version: int = 0
    joined_at: float = 0  # seconds since 1970, the first time; 0 before
    rejoined: int = 0


class SessionPage(Page):
    """One page of someone who is in a session; `places` holds where they are, by round."""

    def __init__(self, session_key, session, ports):
        super().__init__(session_key, session, ports)
        self.address = session.get_live_url()
        self.places = {}
        self.known = set()
        self.spoken = []  # what was said in one's rooms, as HTML
        self.offset = 0.0  # of the page's clock from the server's
        self.tasks = set()

    async def come(self):
        """Enter the session, read its page, and hear it from then on."""
        await self.set_clock()
        status, _ = await self.until_answered("POST", f"{self.address}entrer/")
        assert status == 302, status
        await self.reload()
        return self.open()

    async def leave(self):
        """Leave by one's own click."""
        await self.until_answered("POST", f"{self.address}quitter/")
        await self.close()

    async def close(self):
        for task in self.tasks:
            task.cancel()
        await super().close()

    async def until_answered(self, method, path, **options):
        """Ask as a person does: again where no answer came."""
        while True:
            with contextlib.suppress(OSError):
                return await self.request(method, path, accept="text/html", **options)
            await asyncio.sleep(AGAIN * random.uniform(0.75, 1.25))

    async def set_clock(self):
        best = float("inf")
        for _ in range(3):
            asked = time.monotonic()
            _, answer = await self.until_answered("GET", "/direct/heure/")
            took = time.monotonic() - asked
            if took < best:
                best, self.offset = took, json.loads(answer)["now"] / 1000 - asked - took / 2

    def now(self):
        """Seconds since 1970, as the page's clock says."""
        return time.monotonic() + self.offset

    # ---- Hearing ----------------------------------------------------------------------

    async def reload(self):
        status, answer = await self.until_answered("GET", self.address)
        assert status == 200, status
        page = answer.decode()
        self.version = int(SESSION.search(page)[2])
        self.reloads += 1
        for found in PLACE.finditer(page):
            self.hold(found)
        self.read_agenda(AGENDA.search(page)[0])

    def show(self, row):
        super().show(row)
        if row["key"] == "agenda":
            self.read_agenda(row["html"])

    def read_agenda(self, html):
        for number, url, starts_at, ends_at in ROUND.findall(html):
            if url and number not in self.known and float(ends_at) > self.now():
                self.known.add(number)
                left = max(0, float(starts_at) - self.now() - 8)
                self.soon(self.fetch_mine(url, random.random() * min(SPREAD, left)))

    def soon(self, job):
        task = asyncio.create_task(job)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def fetch_mine(self, url, wait):
        await asyncio.sleep(wait)
        while True:
            status, answer = await self.until_answered("GET", url, headers=FRAGMENT)
            if status < 400:
                break
            await asyncio.sleep(AGAIN)
        found = PLACE.search(answer.decode())
        if found:
            self.hold(found)

    def hold(self, found):
        number, starts_at, ends_at, url = found.groups()
        self.known.add(number)
        place = self.places[int(number)] = Place(float(starts_at), float(ends_at), url)
        self.soon(self.fetch_room(place))

    async def fetch_room(self, place):
        await asyncio.sleep(random.random() * min(SPREAD, max(0, place.starts_at - self.now())))
        while True:
            status, answer = await self.until_answered("GET", place.room_url, headers=FRAGMENT)
            found = status == 200 and STREAM.search(answer.decode())
            if found:
                break
            await asyncio.sleep(AGAIN)
        place.topic, place.version = found[1], int(found[2])
        if self.is_live:
            await self.join_room(place)

    async def join_room(self, place):
        with contextlib.suppress(ConnectionClosed):
            await self.tell(type="join", topic=place.topic, version=place.version)

    async def join(self):
        await super().join()
        for place in self.places.values():
            if place.topic and place.ends_at > self.now():
                await self.join_room(place)

    async def take(self, frame):
        place = next((place for place in self.places.values() if place.topic == frame.get("topic")), None)
        if place is None or not place.topic:
            await super().take(frame)
        elif "joined" in frame:
            place.joined_at = place.joined_at or self.now()
            place.rejoined += 1
        elif frame.get("changes") and frame["version"] > place.version:
            place.version = frame["version"]
            self.spoken += [row.get("html", "") for row in frame["changes"]]

    # ---- Where one is -----------------------------------------------------------------

    def room_in(self, number):
        """Return the address of the room that is shown in a round, None in the lobby."""
        place = self.places.get(number)
        return place.room_url if place and place.joined_at else None

    def lag_in(self, number):
        """Return how many seconds after the round began the page was in its room."""
        place = self.places[number]
        return max(0.0, place.joined_at - place.starts_at)

    async def say(self, number, words):
        """Say something in one's room of a round."""
        path = f"{self.places[number].room_url}envoyer/"
        for _ in range(10):
            status, _ = await self.post(path, body=words, client_id=str(random.getrandbits(64)))
            if status in (200, 201):
                return
            await asyncio.sleep(1)
        raise AssertionError(f"not sent, last answers {self.statuses[-5:]}")
