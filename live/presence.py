"""Who is here: each process tells its part of a topic, every process adds them up."""

import time

from live.streams import frame_text

# The list is capped, the count is not.
MOST_CARDS = 50
TELL_EVERY = 20
# A process that died without a word: two rounds missed, seen at the third. A ghost lives 60 s at most.
PART_LIVES = 40


def card(user):
    """Return what others see of a person who is here."""
    company = user.company_for_members
    return {
        "id": user.pk,
        "name": user.get_full_name(),
        "initials": user.initials,
        "tone": user.tone,
        "photo": user.small_photo,
        "company": company.name if company else "",
    }


class Here:
    """The people of one topic: ours, and the parts that other processes told."""

    __slots__ = ("asked", "parts", "told")

    def __init__(self):
        self.parts = {}  # hub id: (heard at, ids, cards)
        self.told = None  # the last frame, for pages that come
        self.asked = False

    def hear(self, message):
        """Note the part of another process; without ids it left."""
        if message["ids"]:
            self.parts[message["hub"]] = (time.monotonic(), set(message["ids"]), message["people"])
        else:
            self.parts.pop(message["hub"], None)

    def part(self, hub_id, topic, sockets):
        """Return the message that tells our part; the first one asks the others for theirs."""
        cards = cards_of(sockets)
        ask, self.asked = not self.asked, True
        people = in_order(cards.values())[:MOST_CARDS]
        return {"type": "hub.here", "hub": hub_id, "topic": topic, "ids": list(cards), "people": people, "ask": ask}

    def frame(self, topic, sockets):
        """Return the text of the frame for the pages of this topic."""
        oldest = time.monotonic() - PART_LIVES
        self.parts = {hub: part for hub, part in self.parts.items() if part[0] > oldest}
        cards = cards_of(sockets)
        ids = set(cards)
        for _heard_at, others, people in self.parts.values():
            ids |= others
            cards.update({person["id"]: person for person in people})
        people = in_order(cards.values())[:MOST_CARDS]
        return frame_text({"topic": topic, "presence": {"count": len(ids), "people": people}})


def cards_of(sockets):
    """Return {id: card}: a person with three tabs is here once."""
    return {socket.person.pk: socket.card for socket in sockets}


def in_order(cards):
    return sorted(cards, key=lambda one: (one["name"].casefold(), one["id"]))
