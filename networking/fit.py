"""Who may meet whom, and how well two people fit: plain values, no database."""

from dataclasses import dataclass

WISH, REGION = 25, 10
EXCHANGE = (0, 12, 18, 20)  # of so many tags that one seeks and the other offers: more than three say nothing more
MOST = 2 * WISH + 2 * EXCHANGE[-1] + REGION


@dataclass(frozen=True, slots=True)
class Person:
    """Say who takes part. Keys of people and companies are of one space (`person-7`, `company-12`): no key is both."""

    key: str
    languages: frozenset[str]  # in which they can meet
    companies: frozenset[str] = frozenset()
    avoids: frozenset[str] = frozenset()  # keys of people and companies
    wishes: frozenset[str] = frozenset()  # keys of people and companies
    seeks: frozenset[str] = frozenset()  # keys of tags, or terms spelled alike for all
    offers: frozenset[str] = frozenset()
    region: str = ""

    @property
    def keys(self):
        """Return the keys by which others wish for or avoid this person."""
        return self.companies | {self.key}


@dataclass(frozen=True, slots=True)
class Reason:
    """Say why one of a group meets another.

    | kind | `who`, `whom` and `values` |
    |---|---|
    | `wish` | `who` wished to meet `whom`; the keys wished for: of `whom`, of their companies, or both |
    | `exchange` | `who` seeks what `whom` offers; these tags |
    | `region` | both are of one region; its name. `who` is the first by key |
    """

    kind: str
    who: str
    whom: str
    values: tuple[str, ...]


def barrier(one, other):
    """Return what forbids that two people meet: "company", "declared", "language", or None."""
    if one.companies & other.companies:
        return "company"
    if one.avoids & other.keys or other.avoids & one.keys:
        return "declared"
    if not one.languages & other.languages:
        return "language"
    return None


def fit(one, other):
    """Return how well two people fit, from 0 to 100: the points of the reasons, the same in both directions."""
    return (
        WISH * (not one.wishes.isdisjoint(other.keys))
        + WISH * (not other.wishes.isdisjoint(one.keys))
        + EXCHANGE[min(len(one.seeks & other.offers), 3)]
        + EXCHANGE[min(len(other.seeks & one.offers), 3)]
        + REGION * (one.region == other.region != "")
    )


def reasons(one, other):
    """Return why two people fit, the strongest first."""
    found = []
    for who, whom in ((one, other), (other, one)):
        if wished := who.wishes & whom.keys:
            found.append((WISH, Reason("wish", who.key, whom.key, tuple(sorted(wished)))))
        if tags := who.seeks & whom.offers:
            found.append((EXCHANGE[min(len(tags), 3)], Reason("exchange", who.key, whom.key, tuple(sorted(tags)))))
    if one.region == other.region != "":
        found.append((REGION, Reason("region", *sorted((one.key, other.key)), (one.region,))))
    return tuple(reason for _, reason in sorted(found, key=lambda item: -item[0]))
