"""What is planned, beside the rules and beside every other way to do it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from networking.pairing import Past, plan_round, plan_rounds
from tests.networking.crowds import allowed, cost_of, crowds, least_cost, pasts


def present(round):
    return sorted([key for group in round.groups for key in group.members] + [one.key for one in round.alone])


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_round_is_the_best_of_all_there_are(data):
    people = data.draw(crowds())
    past = data.draw(pasts(people))
    assert cost_of(plan_round(people, past), people, past) == least_cost(people, past)


@given(crowds(most=8))
@settings(max_examples=20, deadline=None)
def test_each_round_is_the_best_after_the_earlier_ones(people):
    past = Past()
    for round in plan_rounds(people, 4):
        assert cost_of(round, people, past) == least_cost(people, past)
        past = past.then(round)


@given(crowds(most=40), st.integers(0, 4))
@settings(max_examples=40, deadline=None)
def test_all_are_placed_once_and_no_rule_is_broken(people, seed):
    by_key = {one.key: one for one in people}
    for round in plan_rounds(people, 3, seed=seed):
        assert present(round) == sorted(by_key)
        assert all(allowed([by_key[key] for key in group.members]) for group in round.groups)


@given(crowds(most=30), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_order_in_which_people_are_given_changes_nothing(people, random):
    shuffled = random.sample(people, len(people))
    assert plan_rounds(shuffled, 2) == plan_rounds(people, 2)
