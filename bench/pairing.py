"""What planning the rounds of a session takes, and how well people fit: `python -m bench.pairing --help`.

Beside it the exact optimum for up to 12 people, else a bound that nothing can pass, and pairs drawn at random.
"""

import argparse
import json
import time
from itertools import combinations
from pathlib import Path
from random import Random

import rustworkx

from bench.table import print_table
from networking.fit import barrier, fit
from networking.pairing import Past, plan_rounds
from tests.networking.crowds import crowd, least_cost

FEW = 12
COLUMNS = "people seconds alone again fit best share random alone again".split()


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.pairing", description=__doc__)
    parser.add_argument("--people", default="10,11,50,51,200,201,500")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--json", type=Path, help="also write every figure to this file")
    options = parser.parse_args()
    runs = [run(int(count), options.rounds) for count in options.people.split(",")]
    print_table([COLUMNS, *(list(one.values()) for one in runs)])
    if options.json:
        options.json.write_text(json.dumps(runs))


def run(count, rounds):
    """Plan rounds for a made-up crowd, two of three people from a company of their own; return the figures."""
    people = crowd(count, count, Random(3), ["fr", "fr", "fr en", "en"])
    started = time.process_time()
    planned = plan_rounds(people, rounds)
    seconds = time.process_time() - started

    past, best = Past(), 0
    for one in planned:
        best += exact(people, past) if count <= FEW else bound(people, past, one)
        past = past.then(one)
    reached = sum(one.fit for one in planned) / rounds
    best = best / count / rounds
    by_chance, chance_alone, chance_again = at_random(people, rounds, Random(1))
    return {
        "people": count,
        "seconds": round(seconds, 2),
        "alone": sum(len(one.alone) for one in planned),
        "again": sum(len(one.again) for one in planned),
        "fit": round(reached, 1),
        "best": round(best, 1),
        "share": round(reached / best, 3) if best else 1.0,
        "random fit": round(by_chance, 1),
        "random alone": chance_alone,
        "random again": chance_again,
    }


def exact(people, past):
    """Return the greatest sum of fits over all people, of every round that keeps the order of the rules."""
    return -least_cost(people, past)[-1]


def bound(people, past, planned):
    """Return a sum of fits over all people that no round as good in the rules before fit can pass.

    A trio whose pairs count half is a fractional matching, and the best of these is half the best assignment of people
    to people. It is not an optimum: half a pair stands in no room, and two that meet again may be any two.
    """
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(2 * len(people)))
    for (i, one), (j, other) in combinations(enumerate(people), 2):
        if barrier(one, other) is None and (planned.again or not past.met[one.key, other.key]):
            points = fit(one, other)
            graph.add_edges_from([(i, len(people) + j, points), (j, len(people) + i, points)])
    chosen = rustworkx.max_weight_matching(graph, max_cardinality=not planned.alone, weight_fn=int)
    return sum(graph.get_edge_data(i, j) for i, j in chosen)


def at_random(people, rounds, random):
    """Pair people with whom they may meet; return the mean fit, how many are alone, how many meet again."""
    met, points, alone, again = set(), 0, 0, 0
    for _ in range(rounds):
        left = random.sample(people, len(people))
        while left:
            one = left.pop()
            other = next((other for other in left if barrier(one, other) is None), None)
            if other is None:
                alone += 1
                continue
            left.remove(other)
            pair = frozenset((one.key, other.key))
            points += 2 * fit(one, other)
            again += pair in met
            met.add(pair)
    return points / len(people) / rounds, alone, again


if __name__ == "__main__":
    main()
