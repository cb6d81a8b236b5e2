"""Who sits where when a host spreads people over the tables: plain values, no database."""

from dataclasses import dataclass, field

WORTH_IT = 3  # people, at least, for whom one more table is opened


@dataclass
class Guest:
    """Someone without a table; `terms` are those of what they seek and offer."""

    key: int
    terms: frozenset = frozenset()


@dataclass
class OpenTable:
    """A table that takes people; `terms` are those of its topic."""

    key: int
    free: int
    sitting: int
    terms: frozenset = frozenset()
    guests: list = field(default_factory=list)

    @property
    def people(self):
        return self.sitting + len(self.guests)

    @property
    def takes_more(self):
        return len(self.guests) < self.free

    def fits(self, guest):
        """Return how many terms the topic has of what somebody seeks and offers."""
        return len(self.terms & guest.terms)


def spread(guests, tables):
    """Return {key of a table: keys of the guests who sit down there}; without terms, evenly.

    Each sits where the topic fits them best, else where the fewest sit. As few tables are opened as leave nobody alone
    at one of them. Who finds no seat is in none of the lists.
    """
    tables = chosen(guests, tables)
    # Who fits somewhere well chooses before those to whom all tables are alike.
    for guest in sorted(guests, key=lambda guest: -max((table.fits(guest) for table in tables), default=0)):
        sit(guest, [table for table in tables if table.takes_more])
    for table in tables:
        others = [other for other in tables if other is not table and other.people and other.takes_more]
        if table.people == len(table.guests) == 1 and others:
            sit(table.guests.pop(), others)
    return {table.key: [guest.key for guest in table.guests] for table in tables if table.guests}


def chosen(guests, tables):
    """Return the tables at which people sit already, and the empty ones that are worth opening."""
    taken = [table for table in tables if table.sitting]
    empty = [table for table in tables if not table.sitting]
    empty.sort(key=lambda table: (-sum(table.fits(guest) for guest in guests), -table.free))
    worth = (len(guests) + sum(table.sitting for table in taken)) // WORTH_IT
    while empty and (len(taken) < max(worth, 1) or sum(table.free for table in taken) < len(guests)):
        taken.append(empty.pop(0))
    return taken


def sit(guest, tables):
    if tables:
        max(tables, key=lambda table: (table.fits(guest), -table.people)).guests.append(guest)
