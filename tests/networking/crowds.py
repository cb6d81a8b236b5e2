"""People to pair, at random or by Hypothesis, and the best round by trying every one."""

from functools import cache
from itertools import combinations
from random import Random

from hypothesis import strategies as st

from networking.fit import barrier, fit
from networking.pairing import Past, Person

TAGS = "reprise soudage moulage extrusion usinage robot 4.0 formation".split()
REGIONS = ["", "Estrie", "Montérégie", "Saguenay"]


def person(number, company="", languages="fr", **sets):
    """Build a person of few words: `person(3, "b", "fr en", seeks="robot")` is `p003` of company `cb`."""
    region = sets.pop("region", "")
    companies = frozenset(f"c{name}" for name in company.split())
    words = {name: frozenset(words.split()) for name, words in sets.items()}
    return Person(f"p{number:03}", frozenset(languages.split()), companies, region=region, **words)


@st.composite
def crowds(draw, least=0, most=10):
    """Draw people among whom the rules forbid some pairs, much or little."""
    count = draw(st.integers(least, most))
    companies = draw(st.integers(1, 2 * count + 2))
    spoken = draw(st.sampled_from([["fr"], ["fr", "fr en"], ["fr", "en", "fr en"], ["fr", "en", "es", "fr es"]]))
    return crowd(count, companies, Random(draw(st.integers(0, 10**6))), spoken)


def crowd(count, companies, random, spoken):
    """Make people of so many companies; `spoken` are the languages of a person, one drawn for each."""
    keys = [f"p{number:03}" for number in range(count)] + [f"c{number}" for number in range(companies)]

    def some(words, most):
        return " ".join(random.sample(words, min(len(words), random.randint(0, most))))

    return [
        person(
            number,
            some([str(name) for name in range(companies)], random.choice([1, 1, 2])),
            random.choice(spoken),
            avoids=some(keys, random.choice([0, 0, 1, 3])),
            wishes=some(keys, random.choice([0, 1, 3, 30])),
            seeks=some(TAGS, 4),
            offers=some(TAGS, 4),
            region=random.choice(REGIONS),
        )
        for number in range(count)
    ]


def pasts(people):
    """Draw who had met, and who was alone."""
    keys = sorted(one.key for one in people)
    pairs = list(combinations(keys, 2))
    met = st.lists(st.sampled_from(pairs), max_size=2 * len(pairs)) if pairs else st.just([])
    alone = st.lists(st.sampled_from(keys), max_size=4) if keys else st.just([])
    return st.builds(Past.of, met, alone)


def allowed(members):
    """Tell whether people may be a group, by the words of the rules."""
    return len(members) == 1 or (
        all(barrier(one, other) is None for one, other in combinations(members, 2))
        and bool(frozenset.intersection(*(one.languages for one in members)))
    )


def cost(members, past):
    """Return what a group of one, two or three costs, level by level: what is to be as small as possible."""
    pairs = [tuple(sorted((one.key, other.key))) for one, other in combinations(members, 2)]
    return (
        len(members) == 1,
        len(members) == 3,
        sum(pair in past.met for pair in pairs),
        sum(past.met[pair] for pair in pairs),
        sum(past.alone[one.key] for one in members) if len(members) == 1 else 0,
        -(4 - len(members)) * sum(fit(one, other) for one, other in combinations(members, 2)),
    )


def added(*costs):
    return tuple(map(sum, zip((0,) * 6, *costs, strict=True)))


def least_cost(people, past):
    """Return the cost of the best round: of every way to put these people in groups."""
    costs = {
        members: cost([people[number] for number in members], past)
        for size in (1, 2, 3)
        for members in combinations(range(len(people)), size)
        if allowed([people[number] for number in members])
    }

    @cache
    def best(left):
        if not left:
            return added()
        first, *rest = left
        groups = ((first, *others) for size in (0, 1, 2) for others in combinations(rest, size))
        return min(
            added(costs[group], best(tuple(number for number in rest if number not in group)))
            for group in groups
            if group in costs
        )

    return best(tuple(range(len(people))))


def cost_of(round, people, past):
    """Return the cost of a planned round, reckoned anew from who is with whom."""
    by_key = {one.key: one for one in people}
    groups = [group.members for group in round.groups] + [(one.key,) for one in round.alone]
    return added(*(cost([by_key[key] for key in group], past) for group in groups))
