"""After a session: what is ended, what people say of it, and what its hosts read of that."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.actions import close_account
from chat.models import Room
from networking import jobs
from networking.clock import attend
from networking.contact_actions import keep_contact
from networking.live_actions import enter
from networking.models import Opinion
from networking.opinion_actions import judge
from tests.build import make_message, make_session, make_user, register, sit_together

MARKS = {"worth": 4, "useful": 3, "again": 5, "comment": ""}
NAMES = ("Ada Roy", "Béa Roy", "Cyr Roy", "Dan Roy", "Ève Roy", "Flo Roy")


@pytest.fixture
def held(diane, partner, camille):
    """A session that ends in five minutes, where Camille and six others are; Diane runs it and is there too."""
    session = make_session(diane, partner=partner, starts_in=-timedelta(minutes=85))
    enter(person=diane, session=session)
    for person in (camille, *(make_user(name) for name in NAMES)):
        register(person, session)
        enter(person=person, session=session)
    session.refresh_from_db()
    return session


@pytest.fixture
def others(held):
    return [attendance.person for attendance in held.attendances.select_related("person")[2:]]


def after(session, **later):
    return time_machine.travel(session.ends_at + timedelta(**later), tick=False)


def read(browser, session, name="summary"):
    return browser.get(reverse(f"networking:{name}", args=[session.pk])).content.decode()


def test_what_is_over_is_ended_by_whichever_comes_first(held, camille):
    attend({held.pk: {camille.pk}})
    assert held.attendances.filter(left_at=None).count() == 8
    with after(held, seconds=1):
        attend({held.pk: {camille.pk}})
        jobs.run_due()
    assert held.attendances.filter(left_at=held.ends_at).count() == 8
    assert Room.objects.get(pk=held.lobby_id).archived_at


def test_its_lobby_is_found_by_those_who_were_there_alone(held, camille, noe, client_of):
    make_message(held.lobby, camille, "Cordon de soudure au 5356.")
    with after(held, minutes=1):
        jobs.run_due()
        found = [
            "Cordon" in client_of(person).get(reverse("search:results"), {"q": "5356"}).content.decode()
            for person in (camille, noe)
        ]
    assert found == [True, False]


def test_who_was_there_says_what_it_was_worth_and_changes_it_for_a_week(held, camille, noe):
    with pytest.raises(PermissionDenied):
        judge(person=camille, session=held, **MARKS)
    register(noe, held)
    with after(held, days=6):
        judge(person=camille, session=held, **MARKS)
        judge(person=camille, session=held, **{**MARKS, "worth": 2})
        with pytest.raises(PermissionDenied):
            judge(person=noe, session=held, **MARKS)
    with after(held, days=7), pytest.raises(PermissionDenied):
        judge(person=camille, session=held, **MARKS)
    assert Opinion.objects.get().worth == 2


def test_the_page_asks_and_keeps_what_was_typed(held, camille, noe, client_of):
    browser, address = client_of(camille), reverse("networking:opinion", args=[held.pk])
    with after(held, hours=1):
        assert address in browser.get(held.get_absolute_url()).content.decode()
        assert address not in client_of(noe).get(held.get_absolute_url()).content.decode()
        wrong = browser.post(address, {**MARKS, "worth": "6", "comment": "Trop court."})
        assert wrong.status_code == 422
        assert "Trop court." in wrong.content.decode()
        assert browser.post(address, MARKS).status_code == 302
    with after(held, days=8):
        assert address not in browser.get(held.get_absolute_url()).content.decode()


def test_four_answers_are_never_told(held, others, diane, client_of):
    with after(held, hours=1):
        for person in others[:4]:
            judge(person=person, session=held, **{**MARKS, "comment": "Seul mon avis."})
    with after(held, days=8):
        summary = read(client_of(diane), held)
    assert "Seul mon avis." not in summary
    assert "moins de cinq" in summary
    assert ">4,0<" not in summary


def test_five_answers_are_told_together_once_they_cannot_change(held, others, diane, client_of):
    with after(held, hours=1):
        for person, worth in zip(others, (5, 4, 4, 3, 5), strict=False):
            judge(person=person, session=held, **{**MARKS, "worth": worth, "comment": f"Note {worth}."})
        assert "4,2" not in read(client_of(diane), held)
    with after(held, days=7):
        summary = read(client_of(diane), held)
        assert "4,2" in summary
        assert "Note 3." in summary
        assert not any(person.name in summary for person in others)


def test_who_leaves_the_site_moves_no_average(held, others, diane, client_of):
    with after(held, hours=1):
        for person, worth in zip(others, (1, 5, 5, 5, 5), strict=False):
            judge(person=person, session=held, **{**MARKS, "worth": worth, "comment": f"Signé {person.name}"})
    with after(held, days=8):
        before = read(client_of(diane), held)
        close_account(person=others[0])
        jobs.run_due()
        summary = read(client_of(diane), held)
    assert "4,2" in before
    assert "4,2" in summary
    assert others[0].name in before
    assert "Ada Roy" not in summary


def test_contacts_are_told_of_five_people_or_more(held, others, camille, diane, client_of):
    def keep(one, two):
        for person, other in ((one, two), (two, one)):
            keep_contact(person=person, other=other, session=held)

    def told():
        with after(held, minutes=1):
            summary = read(client_of(diane), held)
        return summary.partition("Cartes échangées")[2].partition("<b>")[2].partition("<")[0]

    sit_together(held, camille, *others)
    for other in others[:3]:
        keep(camille, other)
    keep_contact(person=camille, other=others[4], session=held)
    assert told() == "moins de cinq"
    keep(camille, others[3])
    assert told() == "4"


def test_only_who_runs_it_reads_the_summary_and_not_before_its_end(held, camille, diane, partner, client_of):
    address = reverse("networking:summary", args=[held.pk])
    colleague = make_user("Carl Roy", company=partner)
    assert client_of(diane).get(address).status_code == 404
    with after(held, minutes=1):
        answers = [client_of(person).get(address).status_code for person in (diane, colleague, camille)]
    assert answers == [200, 200, 403]


def test_hosts_see_whom_to_call_before_and_after(held, partner, diane, camille, client_of):
    coming = make_session(diane, partner=partner)
    register(camille, coming)
    before = read(client_of(diane), coming, "registrations")
    assert before.count("Ne dit ni ce que") == 1
    noe = make_user("Noé Tremblay")
    register(noe, held)
    sit_together(held, *(row.person for row in held.registrations.exclude(person__in=[camille, noe])))
    with after(held, minutes=1):
        later = read(client_of(diane), held, "registrations")
    assert (later.count("Absence"), later.count("Présence, sans rencontre")) == (1, 1)
    assert "Ne dit ni ce que" not in later
