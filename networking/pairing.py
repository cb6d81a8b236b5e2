"""Who meets whom in the timed rounds of a session: plain values, no database. `docs/decisions/0033` says why it is so.

Always: never two of one company, never declared competitors, a language that the whole group speaks. Then, in order:

1. as few people alone as possible, in pairs, with a trio only where it spares someone from being alone;
2. as few pairs as possible who meet again, and those who had met least often;
3. those left alone before are not left alone again;
4. the best fit: the sum over all people of their fit with whom they meet.

The same people, past and seed give the same rounds, in any process.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

from networking.fit import MOST, Person, Reason, barrier, fit, reasons
from networking.matching import best_groups

__all__ = ["Alone", "Group", "Past", "Person", "Reason", "Round", "plan_round", "plan_rounds"]

OFTEN = 15  # past so many times, more times are no worse
TIE_BITS = 32  # two arrangements as good as each other are told apart by chance, drawn from the seed


@dataclass(frozen=True, slots=True)
class Group:
    members: tuple[str, ...]  # two or three keys, in order
    fit: float  # 0 to 100: of a trio, the mean of its three pairs
    reasons: tuple[Reason, ...]  # pair by pair, the strongest first
    languages: tuple[str, ...]  # that all of them speak
    again: tuple[tuple[str, str], ...]  # the pairs of them who had met before

    @property
    def pairs(self):
        return tuple(combinations(self.members, 2))


@dataclass(frozen=True, slots=True)
class Alone:
    key: str
    partners: int  # how many of those present they may meet: with 0 the rules forbid all, else all of these meet others
    barriers: dict[str, int]  # how many of those present they may not meet, by the reason: company, declared, language


@dataclass(frozen=True, slots=True)
class Round:
    groups: tuple[Group, ...]
    alone: tuple[Alone, ...]

    @property
    def pairs(self):
        """Return who meets whom, as pairs of keys in order: three of a trio."""
        return tuple(pair for group in self.groups for pair in group.pairs)

    @property
    def again(self):
        """Return the pairs who meet although they had met before."""
        return tuple(pair for group in self.groups for pair in group.again)

    @property
    def fit(self):
        """Return the mean fit of all who are present, from 0 to 100; who is alone counts as 0."""
        people = sum(len(group.members) for group in self.groups) + len(self.alone)
        return sum(group.fit * len(group.members) for group in self.groups) / people if people else 0.0


@dataclass(frozen=True)
class Past:
    """Say what happened before: in earlier rounds and, for who had met, in earlier sessions too."""

    met: Counter = field(default_factory=Counter)  # of pairs of keys in order: how often they met
    alone: Counter = field(default_factory=Counter)  # of keys: how often they were left alone

    @classmethod
    def of(cls, met: Iterable[tuple[str, str]] = (), alone: Iterable[str] = ()):
        """Count pairs in any order, each as often as it met, and keys, each as often as it was alone."""
        return cls(Counter(tuple(sorted(pair)) for pair in met), Counter(alone))

    def then(self, round):
        """Return this past with one round more."""
        return Past(self.met + Counter(round.pairs), self.alone + Counter(one.key for one in round.alone))


def plan_rounds(people: Iterable[Person], count: int, past: Past | None = None, seed: int = 0) -> list[Round]:
    """Plan so many rounds, each the best that the earlier ones allow.

    To plan anew when people came or left, pass those who are there, the rounds that remain, and what has happened.
    """
    table = _Table(people, seed)
    past = past or Past()
    rounds = []
    for _ in range(count):
        rounds.append(table.round(past))
        past = past.then(rounds[-1])
    return rounds


def plan_round(
    people: Iterable[Person], past: Past | None = None, seed: int = 0, keep: Iterable[Iterable[str]] = ()
) -> Round:
    """Plan one round.

    Groups to keep stay together; others may join a pair of them when this spares them from being alone. Those of them
    who are not present are left out; whom the rules forbid to meet are not kept together. So a running round is mended
    by passing who is there and the groups as they were, with the past before it.
    """
    return _Table(people, seed).round(past or Past(), keep)


class _Table:
    """Hold what is the same in all rounds: who may meet whom, and how well they fit. People go by number, in order."""

    def __init__(self, people, seed):
        self.people = sorted(people, key=lambda person: person.key)
        keys = [person.key for person in self.people]
        self.numbers = {key: number for number, key in enumerate(keys)}
        if len(self.numbers) < len(keys):
            raise ValueError("two people have one key")
        if any(company in self.numbers for person in self.people for company in person.companies):
            raise ValueError("a key is a person's and a company's")
        self.pairs = {
            (i, j): fit(one, other)
            for (i, one), (j, other) in combinations(enumerate(self.people), 2)
            if barrier(one, other) is None
        }
        draw = Random(seed).getrandbits  # noqa: S311
        self.ties = {pair: draw(TIE_BITS) for pair in self.pairs}

    def round(self, past, keep=()):
        kept = self.kept(keep)
        chosen = self.chosen(kept, _Weights(self, past))
        placed = {number for group in chosen for number in group}
        return Round(
            tuple(self.group(group, past) for group in sorted(chosen)),
            tuple(self.alone(number) for number in range(len(self.people)) if number not in placed),
        )

    def kept(self, keep):
        """Return what may stay together of the groups to keep."""
        free, kept = set(self.numbers), []
        for group in keep:
            keys = free.intersection(group)
            members = tuple(sorted(self.numbers[key] for key in keys))
            if len(members) in (2, 3) and self.may_form(members):
                kept.append(members)
                free -= keys
        return kept

    def chosen(self, kept, weights):
        """Return the best groups beside those that are kept, each pair of which is one node that someone may join."""
        placed = {number for group in kept for number in group}
        free = [number for number in range(len(self.people)) if number not in placed]
        weighed = {pair: weights.pair(pair) for pair in self.pairs if placed.isdisjoint(pair)}
        joins = dict(enumerate((group for group in kept if len(group) == 2), len(self.people)))
        for node, pair in joins.items():
            for number in free:
                members = tuple(sorted((number, *pair)))
                if self.may_form(members):
                    weighed[number, node] = weights.trio(members) - weights.pair(pair)

        def trio(*members):
            """Weigh a trio of people who are free: nodes that stand for a pair are full."""
            return weights.trio(members) if members[-1] < len(self.people) and self.may_form(members) else None

        groups = best_groups(len(self.people) + len(joins), weighed, trio)
        groups = [tuple(sorted({*group, *joins.get(group[-1], ())} - joins.keys())) for group in groups]
        joined = {number for group in groups for number in group}
        return groups + [group for group in kept if joined.isdisjoint(group)]

    def may_form(self, members):
        """Tell whether two or three people, in order, may be a group."""
        if len(members) == 2:
            return members in self.pairs
        i, j, k = members
        languages = self.people[i].languages & self.people[j].languages & self.people[k].languages
        return bool(languages) and (i, j) in self.pairs and (i, k) in self.pairs and (j, k) in self.pairs

    def group(self, members, past):
        people = [self.people[number] for number in members]
        pairs = list(combinations(people, 2))
        keys = [(one.key, other.key) for one, other in pairs]
        return Group(
            members=tuple(person.key for person in people),
            fit=sum(fit(*pair) for pair in pairs) / len(pairs),
            reasons=tuple(reason for pair in pairs for reason in reasons(*pair)),
            languages=tuple(sorted(frozenset.intersection(*(person.languages for person in people)))),
            again=tuple(pair for pair in keys if past.met[pair]),
        )

    def alone(self, number):
        one = self.people[number]
        found = Counter(barrier(one, other) for other in self.people if other is not one)
        return Alone(one.key, found.pop(None, 0), dict(found))


class _Weights:
    """Weigh groups for one round, so that sums follow the order above.

    One step of a level weighs more than all that people can gain below it: fit, those who were alone, how often people
    had met, that they had, trios, people in a group.
    """

    def __init__(self, table, past):
        many = len(table.people) + 1
        one_fit = many << TIE_BITS
        one_before = one_fit * many * MOST
        one_time = one_before * many * OFTEN
        one_again = one_time * many * OFTEN
        self.one_trio = one_again * many
        one_covered = self.one_trio * many

        numbers = table.numbers
        self.covered = [one_covered + one_before * min(past.alone[one.key], OFTEN) for one in table.people]
        self.gains = {pair: points * one_fit + table.ties[pair] for pair, points in table.pairs.items()}
        self.losses = {
            (numbers[one], numbers[other]): one_again + one_time * min(times, OFTEN)
            for (one, other), times in past.met.items()
            if one in numbers and other in numbers and times
        }

    def pair(self, pair):
        i, j = pair
        return self.covered[i] + self.covered[j] + 2 * self.gains[pair] - self.losses.get(pair, 0)

    def trio(self, members):
        """Return the weight of a trio: each of them counts for the mean of their two pairs."""
        i, j, k = members
        covered = self.covered[i] + self.covered[j] + self.covered[k]
        met = self.losses.get((i, j), 0) + self.losses.get((i, k), 0) + self.losses.get((j, k), 0)
        return covered + self.gains[i, j] + self.gains[i, k] + self.gains[j, k] - met - self.one_trio
