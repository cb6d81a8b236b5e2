"""Who meets whom in a round: planned by the clock among those present, and told to each of them alone."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from chat.models import Room
from live.streams import parse_topic, read_changes
from networking.clock import attend
from networking.encounters import met, met_somebody
from networking.live_actions import enter, leave, next_part
from networking.models import Attendance, Pairing, PairingMember, Round, Session
from networking.registration_actions import forget
from networking.summaries import summary_of
from tests.build import make_company, make_session, make_tag, make_user, register

HTMX = {"HX-Request": "true"}
SECOND = timedelta(seconds=1)
PART = {"kind": "rounds", "minutes": 30, "round_count": 4, "round_minutes": 5, "break_seconds": 60}
AGENDA = [{"title_fr": "", "title_en": "", **PART}]


@pytest.fixture
def on(diane, partner):
    """A session whose first round begins in a quarter of a minute."""
    return make_session(diane, partner=partner, agenda=AGENDA, starts_in=-45 * SECOND)


@pytest.fixture
def come(on):
    """Return a function that lets people come to the session, each from a company of their own."""

    def come(*people, **said):
        for person in people:
            register(person, on, **said)
            enter(person=person, session=on)
        return people

    return come


def by_clock(session, *people, later=timedelta()):
    """Let the clock do its work with the pages of these people open, as if it were later."""
    if later:
        PairingMember.objects.update(joined_at=F("joined_at") - later)
        for row in (session.segments.all(), session.rounds.all()):
            for each in row:
                type(each).objects.filter(pk=each.pk).update(
                    starts_at=each.starts_at - later, ends_at=each.ends_at - later
                )
    Attendance.objects.filter(session=session, person__in=people).update(seen_at=timezone.now() - 9 * SECOND)
    attend({session.pk: {person.pk for person in people}})


def groups(session, number=1):
    """Return who is together in a round, those alone by themselves."""
    pairings = Pairing.objects.filter(session=session, round__number=number)
    there = [frozenset(stay.person for stay in pairing.members.standing()) for pairing in pairings]
    return {group for group in there if group}


def crowd(count):
    return [make_user(f"Personne {n}", email=f"p{n}@example.org") for n in range(count)]


def test_a_round_is_planned_once_among_those_who_are_there(on, come, camille, noe, lea):
    come(camille, noe, lea)
    leave(person=lea, session=on)
    by_clock(on, camille, noe)
    by_clock(on, camille, noe)
    assert groups(on) == {frozenset([camille, noe])}
    [pairing] = Pairing.objects.all()
    assert set(pairing.room.people.all()) == {camille, noe}
    assert (pairing.room.is_hosted, pairing.version) == (True, 0)


def test_it_is_not_planned_before_its_time(diane, partner, camille):
    session = make_session(diane, partner=partner, agenda=AGENDA, starts_in=-30 * SECOND)
    enter(person=diane, session=session)
    by_clock(session, diane)
    assert not Round.objects.planned().exists()


def test_three_are_a_trio_and_four_meet_each_other_in_turn(on, come, camille, noe, lea):
    come(camille, noe, lea)
    by_clock(on, camille, noe, lea)
    assert groups(on) == {frozenset([camille, noe, lea])}


def test_nobody_meets_twice_while_there_are_others(on, come):
    people = come(*crowd(4))
    met_before = set()
    for number in (1, 2, 3):
        by_clock(on, *people, later=0 * SECOND if number == 1 else 340 * SECOND)
        by_clock(on, *people, later=20 * SECOND)  # it has begun: they have come
        assert met_before.isdisjoint(groups(on, number))
        met_before |= groups(on, number)
    assert len(met_before) == 6


def test_who_met_in_another_session_meets_others(on, come, diane, partner):
    people = crowd(4)
    other = make_session(diane, partner=partner, agenda=AGENDA, starts_in=-45 * SECOND)
    for person in people:
        register(person, other)
        enter(person=person, session=other)
    by_clock(other, *people)
    by_clock(other, *people, later=20 * SECOND)
    come(*people)
    by_clock(on, *people)
    assert groups(on).isdisjoint(groups(other))


def test_the_rules_of_the_registrations_hold(on, come, partner):
    steel, alloy = make_company("Acier Roy"), make_company("Alliages Roy")
    ann, bob = (make_user(name, company=steel) for name in ("Ann Roy", "Bob Roy"))
    cat = make_user("Cat Roy", company=alloy)
    dan = make_user("Dan Roy")
    come(ann, bob)
    come(cat, avoided=[steel])
    come(dan, languages=["en"])
    by_clock(on, ann, bob, cat, dan)
    assert groups(on) == {frozenset([person]) for person in (ann, bob, cat, dan)}
    assert set(Pairing.objects.values_list("room", "partners")) == {(None, 0)}


def test_a_host_without_a_place_is_left_out(on, come, diane, camille, noe):
    come(camille, noe)
    enter(person=diane, session=on)
    by_clock(on, diane, camille, noe)
    assert groups(on) == {frozenset([camille, noe])}


def test_late_arrivals_and_leavers_count_from_the_next_round(on, come, camille, noe, lea):
    come(camille, noe)
    by_clock(on, camille, noe)
    come(lea)
    by_clock(on, camille, noe, lea, later=20 * SECOND)
    assert groups(on) == {frozenset([camille, noe])}
    leave(person=noe, session=on)
    by_clock(on, camille, lea, later=340 * SECOND)
    assert groups(on, 2) == {frozenset([camille, lea])}


def test_whose_page_is_open_while_it_runs_has_come(on, come, camille, noe, lea):
    come(camille, noe, lea)
    by_clock(on, camille, noe, lea)
    assert not PairingMember.objects.met().exists()
    by_clock(on, camille, noe, later=20 * SECOND)
    on.rounds.update(starts_at=timezone.now() - SECOND, ends_at=timezone.now())
    assert set(met(on, camille)) == {noe}
    assert set(met_somebody(on)) == {camille, noe}


def test_the_stream_tells_that_it_is_planned_and_nothing_of_whom(on, come, camille, noe):
    come(camille, noe)
    version = Session.objects.get(pk=on.pk).version
    by_clock(on, camille, noe)
    [row] = read_changes(parse_topic(on.topic), version).rows
    assert row.live_key == "agenda"
    pairing = Pairing.objects.get()
    page = str(read_changes(parse_topic(on.topic), 0).rows)
    assert (pairing.room.slug in page, camille.name in page) == (False, False)


def address(session):
    return reverse("networking:my_round", args=[session.pk, session.rounds.first().pk])


def test_each_fetches_their_own(on, come, client_of, camille, noe):
    welding = make_tag("soudage")
    come(camille, seeks="Un soudeur", sought_tags=[welding])
    come(noe, offers="Mes heures de soudage", offered_tags=[welding], wished_people=[camille])
    by_clock(on, camille, noe)
    pages = {who: client_of(who).get(address(on), headers=HTMX).content.decode() for who in (camille, noe)}
    room = Pairing.objects.get().room
    assert [room.slug in page for page in pages.values()] == [True, True]
    assert "Noé offre ce que vous cherchez\xa0: soudage." in pages[camille]
    assert "Mes heures de soudage" in pages[camille]
    assert "Vous souhaitiez rencontrer Camille" in pages[noe]
    assert "souhait" not in pages[camille]


def test_the_page_holds_it_after_a_reload(on, come, client_of, camille, noe):
    come(camille, noe)
    by_clock(on, camille, noe)
    page = client_of(camille).get(on.get_live_url()).content.decode()
    assert f'data-place="round-{on.rounds.first().pk}"' in page
    assert client_of(camille).get(address(on))["Location"] == on.get_live_url()


def test_who_is_alone_or_late_reads_why(on, come, client_of, camille, noe, lea, diane):
    come(camille)
    by_clock(on, camille)
    come(noe)
    pages = [client_of(who).get(address(on), headers={"HX-Request": "true"}).content.decode() for who in (camille, noe)]
    assert ("Personne ici ne peut vous être présenté" in pages[0], "Cette ronde se fait sans vous" in pages[1]) == (
        True,
        True,
    )
    assert "data-unpaired" in client_of(camille).get(on.get_live_url()).content.decode()
    assert client_of(lea).get(address(on)).status_code == 404
    assert client_of(diane).get(address(on)).status_code == 302


def test_who_leaves_is_in_their_room_no_more(on, come, camille, noe):
    come(camille, noe)
    by_clock(on, camille, noe)
    leave(person=noe, session=on)
    assert set(Pairing.objects.get().room.people.all()) == {camille}
    assert groups(on) == {frozenset([camille])}


def test_rooms_close_with_their_round(on, come, camille, noe):
    come(camille, noe)
    by_clock(on, camille, noe)
    rooms = Room.objects.filter(pk=Pairing.objects.get().room.pk)
    by_clock(on, camille, noe, later=100 * SECOND)
    assert not rooms.filter(archived_at__isnull=False).exists()
    by_clock(on, camille, noe, later=300 * SECOND)
    assert not rooms.filter(archived_at=None).exists()


def test_a_round_that_was_put_off_after_it_was_planned_is_over(on, come, diane, camille, noe):
    come(camille, noe)
    by_clock(on, camille, noe)
    next_part(by=diane, session=on)
    assert [each.ends_at - each.starts_at for each in on.rounds.all()] == [timedelta()]
    by_clock(on, camille, noe, later=61 * SECOND)
    assert not Room.objects.filter(pk__in=Pairing.objects.values("room"), archived_at=None).exists()


def test_why_they_met_goes_with_who_leaves_the_site(on, come, camille, noe):
    come(camille, noe, sought_tags=[make_tag()], offered_tags=[make_tag("robot")])
    come(camille, offered_tags=[make_tag("moulage")])
    come(noe, wished_people=[camille])
    by_clock(on, camille, noe)
    assert Pairing.objects.get().reasons
    forget(on.registrations.get(person=noe))
    assert Pairing.objects.get().reasons == []


def test_meetings_are_told_in_the_summary(on, come):
    people = come(*crowd(6))
    by_clock(on, *people)
    assert "Rondes minutées" not in [chart.title for chart in summary_of(on)["charts"]]
    by_clock(on, *people, later=20 * SECOND)
    [chart] = [chart for chart in summary_of(on)["charts"] if chart.title == "Rondes minutées"]
    assert [(bar.label, bar.value) for bar in chart.bars] == [("Ont rencontré quelqu’un", 6), ("Rencontres", 3)]


def test_meetings_of_a_few_are_not_told(on, come):
    people = come(*crowd(4))
    by_clock(on, *people)
    by_clock(on, *people, later=20 * SECOND)
    [chart] = [chart for chart in summary_of(on)["charts"] if chart.title == "Rondes minutées"]
    assert [bar.value for bar in chart.bars] == [None, None]
