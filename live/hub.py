"""One per server process: its open pages, the topics they follow, what was delivered.

The layer brings frames that are ready to leave; the hub hands each to its local pages, in the
order of their versions. It trusts the layer with nothing: upkeep.py compares what was delivered
with the database every two seconds.

Everything runs in the loop of the server; nothing here waits for a page or for the layer.
"""

import asyncio
import logging
import secrets
from weakref import WeakKeyDictionary

from live import publish
from live.database import Gathered
from live.layer import Subscriptions
from live.rights import heads_for, identify
from live.sockets import Parcel, gathered
from live.streams import frame_text
from live.topics import Answers, OpenTopic
from live.upkeep import YIELD_EVERY, Upkeep

log = logging.getLogger(__name__)

MOST_SOCKETS = 10_000
MOST_SOCKETS_PER_PERSON = 10
# A frame that overtook another waits this long for it, then the database is asked.
HOLE_PATIENCE = 0.1

_hubs = WeakKeyDictionary()


def hub_here():
    """Return the hub of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


class Hub:
    def __init__(self):
        self.id = secrets.token_hex(8)
        self.sockets = set()
        self.people = {}  # user id: sockets
        self.topics = {}  # name: OpenTopic
        self.outgoing = {}  # OpenTopic: its parcels, spread in this order by one task
        self.spreading = None
        self.sessions = Gathered(identify_each)
        self.rights = Gathered(heads_for)
        self.answers = Answers()
        self.running = []
        self.stopping = None
        self.handlers = {
            "hub.frame": self._hear_frame,
            "hub.news": self._hear_news,
            "hub.recheck": self._hear_recheck,
            "hub.here": self._hear_here,
            "hub.typing": self._hear_typing,
        }

    # ---- Pages come and go ----------------------------------------------------------------

    def admit(self, socket):
        """Take a page in; return None, or the code to close it with."""
        if len(self.sockets) >= MOST_SOCKETS:
            return 4013
        if len(self.people.get(socket.person.pk, ())) >= MOST_SOCKETS_PER_PERSON:
            return 4429
        self.sockets.add(socket)
        self.people.setdefault(socket.person.pk, set()).add(socket)
        if not self.running:
            self._start()
        return None

    def close(self, socket, code):
        """Close a page's socket and forget it at once: it hears nothing more."""
        self.forget(socket)
        socket.close(code)

    def forget(self, socket):
        if socket not in self.sockets:
            return
        for name in list(socket.topics):
            self.leave(socket, name)
        self.sockets.discard(socket)
        theirs = self.people[socket.person.pk]
        theirs.discard(socket)
        if not theirs:
            del self.people[socket.person.pk]
        if not self.sockets:
            self._stop()

    def _start(self):
        publish.use_loop(asyncio.get_running_loop())
        self.upkeep = Upkeep(self)
        self.subscriptions = Subscriptions(self._receive, self._heard)
        self.subscriptions.want(publish.EVERY_HUB)
        jobs = (self.subscriptions.keep(), self.subscriptions.hear(), *self.upkeep.jobs())
        self.running = [asyncio.create_task(job) for job in jobs]

    def _stop(self):
        """Nobody listens: ask nobody anything until a page comes."""
        running, self.running = self.running, []
        self.stopping = asyncio.create_task(end(self.subscriptions, running))

    # ---- Topics ---------------------------------------------------------------------------

    async def join(self, socket, topic, version):
        """Let a page follow a topic from its version on, or tell it that the topic is gone for it.

        The rights are asked first; from their answer to the registration nothing waits, so no
        frame falls between: what was delivered meanwhile shows in `position`, what comes later
        is held back until the answer has left.
        """
        head = await self.rights.ask((socket.person, topic))
        if socket not in self.sockets:
            return
        if head is None:
            self.send_away(socket, topic)
            return
        opened = self.topics.get(topic.name) or self._open(topic, head)
        opened.sockets[socket] = []
        socket.topics[topic.name] = topic
        try:
            head = await self._catch_up(socket, topic, version, max(head, opened.position))
        except Exception:
            self.leave(socket, topic.name)
            raise
        if socket in opened.sockets:
            self._welcome(socket, opened, head)

    def _open(self, topic, head):
        opened = self.topics[topic.name] = OpenTopic(topic, head)
        self.subscriptions.want(publish.group_of(topic))
        return opened

    async def _catch_up(self, socket, topic, version, head):
        """Give a page what it missed since its version; return where that brings it."""
        if version is None or version == head or not topic.is_stream:
            return head
        answer = await self.answers.since(topic, version, at_least=head)
        socket.give(Parcel(topic.name, answer.texts, answer.version))
        return answer.head

    def _welcome(self, socket, opened, head):
        socket.say(frame_text({"topic": opened.topic.name, "joined": head}))
        held, opened.sockets[socket] = opened.sockets[socket], None
        for parcel in held:
            socket.give(parcel)
        if opened.here:
            if opened.here.told:
                socket.say(opened.here.told)
            self.upkeep.here_changed(opened)

    def send_away(self, socket, topic):
        """Tell a page that it may not hear this topic: the same for absent, foreign and removed."""
        self.leave(socket, topic.name)
        socket.say(frame_text({"topic": topic.name, "gone": True}))

    def leave(self, socket, name):
        """Stop a page from hearing a topic; the last one to leave ends its subscription."""
        socket.forget_topic(name)
        opened = self.topics.get(name)
        if not opened or socket not in opened.sockets:
            return
        del opened.sockets[socket]
        if not opened.sockets:
            del self.topics[name]
            self.subscriptions.drop(publish.group_of(opened.topic))
        if opened.here:
            self.upkeep.here_changed(opened)

    # ---- What the layer brings ------------------------------------------------------------

    def _receive(self, message):
        # Other types come from a process of another build.
        handler = self.handlers.get(message.get("type"))
        if handler:
            handler(message)

    def _heard(self, group):
        """From now on this group is heard; what was published before is not: look at the database."""
        if group == publish.EVERY_HUB:
            self.upkeep.recheck_soon(set(self.people))
        else:
            self.upkeep.sweep_now.set()

    def _hear_frame(self, message):
        opened = self.topics.get(message["topic"])
        if not opened:
            return
        if "version" not in message:
            self.spread(opened, Parcel(message["topic"], message["texts"]))
            return
        self._deliver(opened, message)
        if opened.early:
            asyncio.get_running_loop().call_later(HOLE_PATIENCE, self._fill_hole, opened)

    def _deliver(self, opened, message=None):
        for ready in opened.take_in_turn(message):
            self.spread(opened, Parcel(opened.topic.name, ready["texts"], ready["version"]))

    def _fill_hole(self, opened):
        """Ask the database for what still keeps later frames waiting."""
        if opened.early and opened.sockets:
            self.upkeep.repair_soon(opened, max(early["version"] for early in opened.early))

    def deliver_answer(self, opened, answer):
        """Deliver what the database says was missed, then what waited for it."""
        if answer.version is None or answer.head > opened.position:
            opened.position = answer.head
            self.spread(opened, Parcel(opened.topic.name, answer.texts, answer.version))
        self._deliver(opened)

    def _hear_news(self, message):
        for person in self.people.keys() & set(message["ids"]):
            for socket in list(self.people[person]):
                socket.say('{"news":true}')

    def _hear_recheck(self, message):
        if "topic" in message:
            opened = self.topics.get(message["topic"])
            ids = {socket.person.pk for socket in opened.sockets} if opened else ()
        else:
            ids = self.people if message["ids"] is None else message["ids"]
        self.upkeep.recheck_soon(self.people.keys() & set(ids))

    def _hear_here(self, message):
        opened = self.topics.get(message["topic"])
        if opened and opened.here and message["hub"] != self.id:
            opened.here.hear(message)
            self.upkeep.here_changed(opened, ours=message["ask"])

    def _hear_typing(self, message):
        opened = self.topics.get(message["topic"])
        if opened:
            text = frame_text({"topic": message["topic"], "typing": message["person"]})
            self.spread(opened, Parcel(message["topic"], {"": text}, courtesy=True, not_to=message["person"]["id"]))

    # ---- To the pages ---------------------------------------------------------------------

    def typing(self, socket, topic):
        """Tell the pages of a topic, in all processes, that this person is writing."""
        if topic.kind.presence and socket.may_say_typing(topic.name):
            person = {"id": socket.person.pk, "name": socket.person.get_short_name()}
            publish.hand_over(topic, {"type": "hub.typing", "topic": topic.name, "person": person})

    def spread(self, opened, parcel):
        """Hand a parcel to every page of a topic, soon: one task, in order, a few pages at a time."""
        self.outgoing.setdefault(opened, []).append(parcel)
        if self.spreading is None or self.spreading.done():
            self.spreading = asyncio.create_task(self._spread())

    async def _spread(self):
        while self.outgoing:
            opened = next(iter(self.outgoing))
            parcels = gathered(self.outgoing.pop(opened))
            for count, socket in enumerate(list(opened.sockets), 1):
                try:
                    for parcel in parcels:
                        opened.give(socket, parcel)
                except Exception:
                    log.exception("live: a page was not served")
                if count % YIELD_EVERY == 0:
                    await asyncio.sleep(0)


def identify_each(session_keys):
    """Return the user of each session, None where it is not good, in the order asked."""
    users = identify(session_keys)
    return [users.get(key) for key in session_keys]


async def end(subscriptions, running):
    for task in running:
        task.cancel()
    # A layer that is away answers no unsubscription; nobody waits for this.
    await asyncio.wait(running, timeout=2)
    await subscriptions.leave()
