"""Groups of two, and of three where this leaves fewer alone, of the greatest weight: a graph, no people."""

from dataclasses import dataclass
from itertools import combinations, islice

import rustworkx

EVERY_TRIO = 300  # as many trios are each tried: where one is needed, the groups are then the best there are


def best_groups(count, pairs, trio):
    """Return disjoint groups of two or three of the nodes 0 to `count` - 1, as sorted tuples in order.

    `pairs` holds the weight of each allowed pair (i, j), i < j; `trio(i, j, k)` returns the weight of a trio whose
    three pairs are allowed, or None. Weights are whole numbers below 2**120. When one node more in a group weighs more
    than all else together, as few as possible are left out, in as few trios as this takes. When no two sets of groups
    weigh the same, the answer depends on nothing but the arguments.
    """
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(count))
    graph.add_edges_from([(i, j, weight) for (i, j), weight in pairs.items()])
    found = []
    for nodes in rustworkx.connected_components(graph):
        if len(nodes) > 1:
            best = _Search(graph, nodes, pairs, trio).best()
            found += [*best.trios, *best.pairs]
    return sorted(found)


@dataclass(frozen=True, slots=True)
class _Groups:
    weight: int
    trios: dict[tuple[int, int, int], int]  # their weights
    pairs: list[tuple[int, int]]
    alone: set[int]


class _Search:
    """Look for the best groups among nodes that allowed pairs connect: what is chosen elsewhere does not touch them."""

    def __init__(self, graph, nodes, pairs, trio):
        self.pairs, self.trio = pairs, trio
        self.graph = graph.copy()
        self.graph.remove_nodes_from([node for node in graph.node_indices() if node not in nodes])
        self.neighbours = {node: set(graph.neighbors(node)) for node in nodes}

    def best(self):
        """Add trios, each the best beside the earlier ones, for as long as this leaves fewer alone."""
        best = self.matched({})
        while best.alone:
            better = self.best_of(best, self.trios_for(best))
            if better.weight <= best.weight:
                break
            best = self.settled(better)
        return best

    def matched(self, trios, gains=None):
        """Return the best pairs beside these trios. With `gains`, one node may be left out for its gain."""
        graph = self.graph.copy()
        graph.remove_nodes_from([node for group in trios for node in group])
        free = set(graph.node_indices())
        if gains:
            left_out = graph.add_node(None)
            graph.add_edges_from([(node, left_out, gain) for node, gain in gains.items() if gain])
        found = rustworkx.max_weight_matching(graph, weight_fn=int)
        pairs = sorted(tuple(sorted(pair)) for pair in found if free.issuperset(pair))
        weight = sum(trios.values()) + sum(self.pairs[pair] for pair in pairs)
        return _Groups(weight, trios, pairs, free.difference(*pairs))

    def best_of(self, groups, trios):
        tried = (self.matched(groups.trios | {members: weight}) for weight, members in trios)
        return max(tried, key=lambda found: found.weight, default=groups)

    def settled(self, groups):
        """Exchange one trio for a better one for as long as there is one."""
        if len(groups.trios) < 2:
            return groups
        for members in groups.trios:
            rest = self.matched({other: weight for other, weight in groups.trios.items() if other != members})
            better = self.best_of(rest, self.trios_for(rest))
            if better.weight > groups.weight:
                return self.settled(better)
        return groups

    def trios_for(self, groups):
        """Return (weight, members) of the trios that are worth a try beside those there are."""
        free = groups.alone.union(*groups.pairs)
        every = list(islice(self.every_trio(free), EVERY_TRIO + 1))
        return every if len(every) <= EVERY_TRIO else self.near_trio(groups)

    def every_trio(self, free):
        for i in sorted(free):
            later = [node for node in sorted(self.neighbours[i] & free) if node > i]
            for j, k in combinations(later, 2):
                if k in self.neighbours[j] and (weight := self.trio(i, j, k)) is not None:
                    yield weight, (i, j, k)

    def near_trio(self, groups):
        """Return the most promising trio, in a list: of someone who is best left out to join a pair, and that pair.

        Who that is, one more matching finds, in which one may be left out for the most they would bring to a pair.
        """
        free = sorted(groups.alone.union(*groups.pairs))
        gains = {node: max((gain for gain, *_ in self.joins(node, groups)), default=0) for node in free}
        groups = self.matched(groups.trios, gains)
        joins = [join for node in groups.alone for join in self.joins(node, groups)]
        return [max(joins)[1:]] if joins else []

    def joins(self, node, groups):
        """Yield what someone gains by joining each pair as it is, with the weight and the members of that trio."""
        for pair in groups.pairs:
            if self.neighbours[node].issuperset(pair):
                members = tuple(sorted((node, *pair)))
                if (weight := self.trio(*members)) is not None:
                    yield weight - self.pairs[pair], weight, members
