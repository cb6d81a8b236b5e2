"""Sessions through their pages: planned, registered for, answered, without a script."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from networking.models import Registration, Session
from tests.build import make_company, make_session, make_tag, make_user, register

VIDEO = "https://visio.example.org/salle-12"


def planned(organiser, **changed):
    """Return what the form sends."""
    day = timezone.localdate() + timedelta(days=20)
    parts = {"agenda-TOTAL_FORMS": "2", "agenda-INITIAL_FORMS": "0", "agenda-0-kind": "talk", "agenda-0-minutes": "20"}
    return {
        "title_fr": "Automatiser sa première cellule",
        "description_fr": "Trois entreprises racontent.",
        "partner": organiser.pk,
        "hosts": "diane simard\nNoé Tremblay",
        "day": day.isoformat(),
        "hour": "12:00",
        "time_zone": "America/Toronto",
        "audience": "everyone",
        **parts,
        "agenda-1-kind": "tables",
        "agenda-1-minutes": "",
        **changed,
    }


@pytest.fixture
def office(client_of, diane, noe):
    return client_of(diane)


def text_of(answer):
    return answer.content.decode().replace("\u00a0", " ")


def test_a_session_is_planned_then_published(office, partner, diane, noe, client_of):
    answer = office.post(reverse("networking:plan"), planned(partner))
    session = Session.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, session.get_absolute_url())
    assert set(session.hosts.all()) == {diane, noe}
    assert session.starts_at.astimezone(session.zone).hour == 12
    assert [part.kind for part in session.segments.all()] == ["talk"]
    assert client_of(None).get(session.get_absolute_url()).status_code == 404
    office.post(reverse("networking:publish", args=[session.pk]))
    assert "Automatiser sa première cellule" in text_of(client_of(None).get(reverse("networking:sessions")))


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_fr": "\u200b"},
        {"title_fr": "x" * 141},
        {"hosts": "Personne du tout"},
        {"hosts": ""},
        {"day": "2026-02-31"},
        {"day": "0001-01-01"},
        {"day": "9999-12-31"},
        {"hour": "25:00"},
        {"time_zone": "America/Chicoutimi"},
        {"audience": "groups"},
        {"audience": "tous"},
        {"capacity": "-1"},
        {"capacity": "1e9"},
        {"partner": "99999999999999999999999"},
        {"partner": "x"},
        {"video_url": "http://visio.example.org"},
        {"video_url": "javascript:alert(1)"},
        {"agenda-0-minutes": "0"},
        {"agenda-0-minutes": "100000"},
        {"agenda-0-minutes": ""},
        {"agenda-0-kind": "danse"},
        {"agenda-TOTAL_FORMS": "100000"},
        {"agenda-TOTAL_FORMS": "x"},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(office, partner, wrong):
    answer = office.post(reverse("networking:plan"), planned(partner, **wrong))
    assert answer.status_code == 422
    assert "Trois entreprises racontent." in text_of(answer)
    assert not Session.objects.exists()


def test_only_partners_see_the_form(client_of, camille):
    assert client_of(camille).get(reverse("networking:plan")).status_code == 403
    assert "Planifier" not in text_of(client_of(camille).get(reverse("networking:sessions")))


def test_an_administrator_with_the_right_plans_for_any_partner(client_of, partner, noe):
    rose = make_user("Rose Roy")
    rose.user_permissions.set(Permission.objects.filter(codename__in=["add_session", "change_session"]))
    answer = client_of(rose).post(reverse("networking:plan"), planned(partner, hosts="Noé Tremblay"))
    assert answer.status_code == 302


def test_two_people_of_one_name_are_not_guessed(office, partner):
    make_user("Noé Tremblay", email="autre@example.org")
    answer = office.post(reverse("networking:plan"), planned(partner))
    assert (answer.status_code, "Plusieurs membres portent ce nom" in text_of(answer)) == (422, True)


def test_a_change_made_meanwhile_is_told_and_replaced_when_sent_again(office, partner, client_of, noe):
    office.post(reverse("networking:plan"), planned(partner))
    session = Session.objects.get()
    address = reverse("networking:change", args=[session.pk])
    mine = planned(partner, title_fr="La mienne", seen=office.get(address).context["form"]["seen"].value())
    theirs = client_of(noe)
    seen = theirs.get(address).context["form"]["seen"].value()
    assert theirs.post(address, planned(partner, title_fr="La leur", seen=seen)).status_code == 302
    answer = office.post(address, mine)
    assert (answer.status_code, "La mienne" in text_of(answer)) == (409, True)
    mine["seen"] = answer.context["form"]["seen"].value()
    assert office.post(address, mine).status_code == 302
    session.refresh_from_db()
    assert session.title_fr == "La mienne"


def test_a_copy_begins_with_what_was_said_but_another_day(office, diane, partner):
    model = make_session(diane, partner=partner, title_fr="Souder le 6061", capacity=12)
    page = office.get(f"{reverse('networking:plan')}?copie={model.pk}")
    assert (page.context["form"]["title_fr"].value(), page.context["form"]["capacity"].value()) == (
        "Souder le 6061",
        12,
    )
    assert not page.context["form"]["day"].value()
    for strange in ("x", "0", "99999999", "-1"):
        assert office.get(f"{reverse('networking:plan')}?copie={strange}").status_code in (200, 404)


def test_a_copy_of_somebody_else_s_is_not_made(client_of, session):
    elsewhere = make_user("Elsa Roy", company=make_company("Fonds Fusion", is_partner=True))
    assert client_of(elsewhere).get(f"{reverse('networking:plan')}?copie={session.pk}").status_code == 404


@pytest.fixture
def said(noe, fjord):
    make_tag("soudage")
    return {
        "seeks": "Un soudeur de 6061",
        "sought_tags": "Soudage",
        "offers": "",
        "wishes": "noe tremblay\nEXTRUSIONS DU FJORD",
        "avoided": "extrusions du fjord",
        "languages": ["fr", "en"],
    }


def test_a_person_registers_then_changes_what_they_said(client_of, lea, noe, fjord, session, said):
    browser, address = client_of(lea), reverse("networking:register", args=[session.pk])
    assert browser.post(address, said).status_code == 302
    mine = Registration.objects.get()
    assert (mine.person, mine.state, mine.seeks, mine.languages) == (
        lea,
        "confirmed",
        "Un soudeur de 6061",
        ["fr", "en"],
    )
    rows = [[*getattr(mine, name).all()] for name in ("wished_people", "wished_companies", "avoided")]
    assert rows == [[noe], [fjord], [fjord]]
    page = text_of(browser.get(address))
    assert all(words in page for words in ("Un soudeur de 6061", "Noé Tremblay", "Extrusions du Fjord"))
    assert browser.post(address, {**said, "seeks": "Une presse"}).status_code == 302
    assert Registration.objects.get().seeks == "Une presse"


@pytest.mark.parametrize(
    "wrong",
    [
        {"languages": []},
        {"languages": ["es"]},
        {"sought_tags": "mot-inconnu"},
        {"avoided": "Personne inc."},
        {"avoided": "Noé Tremblay"},
        {"wishes": "\n".join(f"Nom {n}" for n in range(21))},
        {"offers": "x" * 301},
    ],
)
def test_what_is_wrong_in_a_registration_is_said_and_kept(client_of, lea, session, said, wrong):
    answer = client_of(lea).post(reverse("networking:register", args=[session.pk]), {**said, **wrong})
    assert (answer.status_code, "Un soudeur de 6061" in text_of(answer)) == (422, True)
    assert not Registration.objects.exists()


def test_whom_one_would_rather_not_meet_is_read_by_nobody(client_of, diane, partner, lea, said, fjord):
    """The host reads what is sought, which shows that the page holds the registration."""
    session = make_session(diane, partner=partner)
    client_of(lea).post(reverse("networking:register", args=[session.pk]), said | {"wishes": ""})
    for address in (session.get_registrations_url(), session.get_absolute_url()):
        assert "Extrusions du Fjord" not in text_of(client_of(diane).get(address))
    assert "Un soudeur de 6061" in text_of(client_of(diane).get(session.get_registrations_url()))


def test_the_video_link_is_for_those_who_have_a_place(client_of, diane, partner, camille, noe):
    session = make_session(diane, partner=partner, video_url=VIDEO, capacity=1)
    for person in (camille, noe):
        register(person, session)
    pages = {who: text_of(client_of(who).get(session.get_absolute_url())) for who in (None, noe, camille, diane)}
    assert [VIDEO in page for page in pages.values()] == [False, False, True, True]


def test_a_host_answers_from_the_list(client_of, diane, partner, camille):
    session = make_session(diane, partner=partner, by_approval=True)
    registration = register(camille, session)
    browser = client_of(diane)
    assert "Camille Gauthier" in text_of(browser.get(session.get_registrations_url()))
    browser.post(reverse("networking:accept", args=[registration.pk]))
    registration.refresh_from_db()
    assert registration.state == "confirmed"
    assert "Vous êtes inscrit" in text_of(client_of(camille).get(session.get_absolute_url()))


def test_a_place_is_given_up_after_a_question(client_of, session, camille):
    register(camille, session)
    browser, address = client_of(camille), reverse("networking:withdraw", args=[session.pk])
    assert browser.get(address).status_code == 200
    assert Registration.objects.get().state == "confirmed"
    assert browser.post(address).status_code == 302
    assert Registration.objects.get().state == "withdrawn"
    assert browser.post(address).status_code == 403


def test_past_ones_are_found_again_page_by_page(client_of, diane, partner):
    for n in range(31):
        session = make_session(diane, partner=partner, title_fr=f"Séance {n}")
        moment = timezone.now() - timedelta(days=n + 1)
        Session.objects.filter(pk=session.pk).update(starts_at=moment - timedelta(hours=1), ends_at=moment)
    browser, address = client_of(None), reverse("networking:past")
    first = browser.get(address)
    second = browser.get(f"{address}{first.context['page'].older}")
    assert [len(page.context["page"].rows) for page in (first, second)] == [30, 1]
    assert "Aucune séance" in text_of(browser.get(reverse("networking:sessions")))
