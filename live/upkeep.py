"""What a hub does by the clock, so that nothing depends on a frame having arrived.

Costs, per process with open pages: every 2 s one query per kind of stream and 500 topics;
for each 50 people, every 12 s, two queries and one per kind of topic; every 25 s one per counter
and 500 people. With nothing open: none.
"""

import asyncio
import logging
from functools import partial

from django.db import DatabaseError, InterfaceError

from live import presence, publish
from live.counters import counters_of
from live.database import in_thread
from live.rights import heads_for, identify
from live.sockets import Parcel
from live.streams import frame_text, heads

log = logging.getLogger(__name__)

SWEEP_EVERY = 2
REMIND_EVERY = 1
# A frame that was committed just now may still be on its way.
FRAME_PATIENCE = 0.1
RIGHTS_EVERY = 12
# A thousand in one go keep the interpreter for more than a second, and each frame waits for it.
PEOPLE_AT_ONCE = 50
# Twice: the news that rights ended may overtake the commit that ends them.
RIGHTS_AT_ONCE = (0.05, 0.5)
HEADS_EVERY = 25
HERE_EVERY = 1
ATTEND_EVERY = 2
YIELD_EVERY = 50


class Upkeep:
    """The periodic work of one hub, while it has pages."""

    def __init__(self, hub):
        self.hub = hub
        self.sweep_now = asyncio.Event()
        self.here = {}  # OpenTopic: whether the other processes must be told too
        self.tasks = set()

    def jobs(self):
        """Return the endless coroutines that the hub runs."""
        return (
            forever(self.sweep, SWEEP_EVERY, self.sweep_now),
            forever(self.remind, REMIND_EVERY),
            self.check_rights_in_turn(),
            forever(self.tell_heads, HEADS_EVERY),
            forever(self.tell_here, HERE_EVERY),
            forever(self.refresh_here, presence.TELL_EVERY),
            forever(self.attend, ATTEND_EVERY),
        )

    def soon(self, job):
        """Run one job beside the others; what it raises is logged."""
        task = asyncio.create_task(safely(job))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    # ---- Nothing missed -------------------------------------------------------------------

    async def sweep(self):
        """Compare what was delivered with the database, and deliver what is missing."""
        before = {opened: opened.position for opened in self.hub.topics.values() if opened.topic.is_stream}
        if not before:
            return
        found = await in_thread(heads, [opened.topic for opened in before])
        if any(found.get(opened.topic) != position for opened, position in before.items()):
            await asyncio.sleep(FRAME_PATIENCE)
        for opened, position in before.items():
            head = found.get(opened.topic)
            if head is None:
                self.gone_for_all(opened)
            # Behind what was delivered before we asked: the database is an older copy.
            elif head > opened.position or head < position:
                self.repair_soon(opened, head)

    def repair_soon(self, opened, head):
        """Deliver from the database what the layer did not bring up to this head."""
        if not opened.repairing:
            opened.repairing = True
            self.soon(lambda: self._repair(opened, head))

    async def _repair(self, opened, head):
        try:
            answer = await self.hub.answers.since(opened.topic, opened.position, at_least=head)
        finally:
            opened.repairing = False
        self.hub.deliver_answer(opened, answer)

    async def remind(self):
        """Tell the heads to pages that owe an acknowledgement for their last frame: it may be lost after us."""
        for count, socket in enumerate(list(self.hub.sockets), 1):
            if socket.needs_reminder():
                socket.say(frame_text({"heads": self._heads_of(socket)}))
            if count % YIELD_EVERY == 0:
                await asyncio.sleep(0)

    def _heads_of(self, socket):
        return {name: self.hub.topics[name].position for name, topic in socket.topics.items() if topic.is_stream}

    def gone_for_all(self, opened):
        for socket in list(opened.sockets):
            self.hub.send_away(socket, opened.topic)

    # ---- Rights ---------------------------------------------------------------------------

    def recheck_soon(self, people):
        """Check these people's sessions and topics at once, and once more."""
        loop = asyncio.get_running_loop()
        for delay in RIGHTS_AT_ONCE if people else ():
            loop.call_later(delay, lambda: self.soon(lambda: self.check_rights(people)))

    async def check_rights_in_turn(self):
        """Check everybody over and over, a few at a time, so that each is checked every RIGHTS_EVERY seconds."""
        while True:
            people = list(self.hub.people)
            starts = range(0, max(1, len(people)), PEOPLE_AT_ONCE)
            for start in starts:
                await asyncio.sleep(RIGHTS_EVERY / len(starts))
                await safely(partial(self.check_rights, people[start : start + PEOPLE_AT_ONCE]))

    async def check_rights(self, people):
        """Close the pages whose session ended or whose person is suspended, end the topics not visible any more."""
        sockets = [socket for person in people for socket in self.hub.people.get(person, ())]
        if not sockets:
            return
        found = await in_thread(identify, [socket.session_key for socket in sockets])
        for socket in sockets:
            user = found.get(socket.session_key)
            code = closing_code(user if user == socket.person else None)
            if code:
                self.hub.close(socket, code)
            else:
                socket.know(user)
        await self._check_topics(sockets)

    async def _check_topics(self, sockets):
        asked = list({(socket.person, topic) for socket in sockets for topic in socket.topics.values()})
        found = dict(zip(asked, await in_thread(heads_for, asked), strict=True))
        for socket in sockets:
            for topic in list(socket.topics.values()):
                if found.get((socket.person, topic), 0) is None:
                    self.hub.send_away(socket, topic)

    # ---- Told by the clock ----------------------------------------------------------------

    async def tell_heads(self):
        """Tell each page the heads of its streams and its person's counters: it sees what it lost after us."""
        self.hub.subscriptions.renew()
        counters = await in_thread(counters_of, list(self.hub.people))
        for count, socket in enumerate(list(self.hub.sockets), 1):
            told = {"heads": self._heads_of(socket), "counters": counters.get(socket.person.pk, {})}
            socket.say(frame_text(told))
            if count % YIELD_EVERY == 0:
                await asyncio.sleep(0)

    # ---- Who is here ----------------------------------------------------------------------

    def here_changed(self, opened, ours=True):
        """Tell the pages of a topic who is here, at most once a second; the other processes when our part changed."""
        if opened.sockets:
            self.here[opened] = ours or self.here.get(opened, False)
        else:  # the last one left: nobody to tell but the others, and no later
            self.here.pop(opened, None)
            self._tell_part(opened)

    async def tell_here(self):
        changed, self.here = self.here, {}
        for opened, ours in changed.items():
            if ours and opened.sockets:
                self._tell_part(opened)
            text = opened.here.frame(opened.topic.name, opened.sockets)
            if text != opened.here.told:
                opened.here.told = text
                self.hub.spread(opened, Parcel(opened.topic.name, {"": text}, courtesy=True))

    async def refresh_here(self):
        self.here.update({opened: True for opened in self.hub.topics.values() if opened.here})

    async def attend(self):
        """Tell the apps that ask for it whose pages are open."""
        people = {}
        for opened in self.hub.topics.values():
            kind, pk = opened.topic
            if opened.topic.is_stream and kind.attend:
                people.setdefault(kind, {})[pk] = {socket.person.pk for socket in opened.sockets}
        for kind, here in people.items():
            await in_thread(kind.attend, here)

    def _tell_part(self, opened):
        publish.hand_over(opened.topic, opened.here.part(self.hub.id, opened.topic.name, opened.sockets))


def closing_code(user):
    """Return the code that tells a page why it may not stay, or None: a person must be known and not suspended."""
    if user is None:
        return 4401
    return 4403 if user.is_suspended else None


async def forever(job, seconds, now=None):
    """Run a job every so many seconds, or as soon as the event `now` is set. Never ends by an error."""
    while True:
        if now is None:
            await asyncio.sleep(seconds)
        elif await happened(now, seconds):
            # Gather what comes in one burst.
            await asyncio.sleep(0.05)
            now.clear()
        await safely(job)


async def happened(event, seconds):
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False


async def safely(job):
    """Run a job; a database that is away is one line in the log, anything else is a bug with its trace."""
    try:
        await job()
    except (DatabaseError, InterfaceError) as failure:
        log.warning("live: the database does not answer: %s", type(failure).__name__)
    except Exception:
        log.exception("live: a periodic job failed")
