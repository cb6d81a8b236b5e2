"""Who sits where when a host spreads people over the tables."""

from hypothesis import given
from hypothesis import strategies as st

from networking.spreading import Guest, OpenTable, spread

TERMS = st.frozensets(st.sampled_from(["soud", "robot", "anod", "export"]), max_size=2)
COMERS = st.lists(TERMS, max_size=30).map(lambda all_terms: [Guest(key, terms) for key, terms in enumerate(all_terms)])
ROOMS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 5), TERMS), max_size=8).map(
    lambda rows: [OpenTable(key, free, sitting, terms) for key, (free, sitting, terms) in enumerate(rows)]
)


def guests(*terms):
    return [Guest(key, frozenset(words)) for key, words in enumerate(terms)]


def empty(*terms, free=6):
    return [OpenTable(key, free, 0, frozenset(words)) for key, words in enumerate(terms)]


@given(COMERS, ROOMS)
def test_each_sits_once_where_a_seat_is_free_and_nobody_stands_while_there_is_one(comers, tables):
    places = spread(comers, tables)
    free = {table.key: table.free for table in tables}
    assert all(len(people) <= free[key] for key, people in places.items())
    seated = [person for people in places.values() for person in people]
    assert len(seated) == len(set(seated)) == min(len(comers), sum(free.values()))


@given(COMERS, ROOMS)
def test_nobody_sits_alone_while_another_table_has_people_and_a_seat(comers, tables):
    places = spread(comers, tables)
    people = {table.key: table.sitting + len(places.get(table.key, [])) for table in tables}
    for table in tables:
        others = [
            other
            for other in tables
            if other is not table and people[other.key] and len(places.get(other.key, [])) < other.free
        ]
        alone = people[table.key] == len(places.get(table.key, [])) == 1
        assert not (alone and others)


def test_without_interest_tables_are_even_and_only_as_many_as_it_takes():
    places = spread(guests(*[()] * 12), empty(*[()] * 6))
    assert sorted(map(len, places.values())) == [3, 3, 3, 3]


def test_the_fewest_come_first():
    tables = [OpenTable(0, 4, 2), OpenTable(1, 2, 4)]
    assert {key: len(people) for key, people in spread(guests(*[()] * 4), tables).items()} == {0: 3, 1: 1}


def test_interest_leads_to_the_topic_before_evenness():
    places = spread(guests(["anod"], [], ["robot"], ["robot"], ["anod"], ["anod"]), empty(["robot"], ["anod"]))
    assert set(places[1]) == {0, 4, 5}
    assert set(places[0]) == {1, 2, 3}


def test_one_alone_in_an_interest_joins_others():
    places = spread(guests(["anod"], ["robot"], ["robot"], ["robot"], ["robot"], ["robot"]), empty(["robot"], ["anod"]))
    assert {key: len(people) for key, people in places.items()} == {0: 6}


def test_without_tables_nobody_sits():
    assert spread(guests(["anod"]), []) == {}
