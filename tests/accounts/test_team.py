"""What those in charge do with their company: its people and its page; and how one leaves."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.companies.actions import AlreadySettled, edit_company, put_in_charge, remove_member, verify_company
from accounts.models import Company, Membership, User
from notifications.models import Notification
from tests.build import make_board, make_company, make_user

pytestmark = pytest.mark.django_db
FORM = {
    "activity_fr": "Profilés sur mesure",
    "activity_en": "Custom profiles",
    "description_fr": "Une presse de 1 800 t.",
    "description_en": "An 1,800 t press.",
    "town": "Alma",
    "region": "Saguenay–Lac-Saint-Jean",
    "size": "30-59",
    "website": "fjord.example",
}


@pytest.fixture
def chief(fjord):
    person = make_user("Carole Chef", company=fjord)
    person.memberships.update(in_charge=True)
    return person


@pytest.fixture
def moderator(sylvie):
    make_board(moderators=[sylvie])
    return sylvie


def membership_of(person, company):
    return Membership.objects.get(person=person, company=company)


def post(browser, page, company, *args, **fields):
    return browser.post(reverse(f"accounts:{page}", args=[company.slug, *args]), fields)


def told():
    return [(notice.recipient.name, notice.kind) for notice in Notification.objects.select_related("recipient")]


def test_a_member_is_put_in_charge_and_told(client_of, chief, camille, fjord):
    mine = membership_of(camille, fjord)
    assert post(client_of(chief), "put_in_charge", fjord, mine.pk).status_code == 302
    assert membership_of(camille, fjord).in_charge
    assert told() == [("Camille Gauthier", "company_in_charge")]
    assert "Vous êtes maintenant responsable" in client_of(camille).get("/notifications/").content.decode()
    assert post(client_of(chief), "put_in_charge", fjord, mine.pk).status_code == 409


def test_removing_is_asked_for_first(client_of, chief, camille, fjord):
    browser, mine = client_of(chief), membership_of(camille, fjord)
    address = reverse("accounts:remove_member", args=[fjord.slug, mine.pk])
    assert f'href="{address}" data-dialog' in browser.get(fjord.get_team_url()).content.decode()
    page = browser.get(address).content.decode()
    assert "Retirer Camille Gauthier" in page and f'action="{address}"' in page
    assert membership_of(camille, fjord) == mine


def test_two_who_edit_the_page_at_once_lose_nothing(client_of, chief, camille, fjord):
    put_in_charge(by=chief, membership=membership_of(camille, fjord))
    first, second = client_of(chief), client_of(camille)
    address = reverse("accounts:edit_company", args=[fjord.slug])
    forms = [browser.get(address).context["form"].initial for browser in (first, second)]
    assert first.post(address, {**forms[0], "town": "Alma", "activity_fr": "Extrusion"}).status_code == 302
    late = {**forms[1], "town": "Jonquière", "activity_fr": "Extrusion"}
    answer = second.post(address, late)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert answer.context["form"].present == [("Ville", "Alma")] and 'value="Jonquière"' in page
    assert Company.objects.get(pk=fjord.pk).town == "Alma"
    again = {**late, "seen": answer.context["form"]["seen"].value()}
    assert second.post(address, again).status_code == 302
    assert Company.objects.get(pk=fjord.pk).town == "Jonquière"
    # The same form sent twice is no conflict.
    assert second.post(address, again).status_code == 302


def test_a_member_is_removed_and_told(client_of, chief, camille, fjord):
    assert post(client_of(chief), "remove_member", fjord, membership_of(camille, fjord).pk).status_code == 302
    assert (list(fjord.members.all()), User.objects.get(pk=camille.pk).company) == ([chief], None)
    assert told() == [("Camille Gauthier", "company_removed")]
    assert "Vous n’êtes plus membre" in client_of(camille).get("/notifications/").content.decode()
    assert client_of(camille).get(fjord.get_team_url()).status_code == 403


def test_members_without_the_charge_decide_nothing(client_of, chief, camille, noe, fjord):
    theirs = membership_of(chief, fjord)
    User.objects.filter(pk=chief.pk).update(suspended_until=timezone.now() + timedelta(days=1))
    for person in (camille, noe, chief):
        browser, mine = client_of(person), membership_of(camille, fjord)
        for target in (theirs, mine):
            assert post(browser, "remove_member", fjord, target.pk).status_code == 403
            assert post(browser, "put_in_charge", fjord, target.pk).status_code == 403
    assert fjord.members.count() == 2 and not Notification.objects.exists()


def test_who_keeps_their_company_to_themselves_is_seen_by_those_in_charge_only(client_of, chief, camille, noe, fjord):
    User.objects.filter(pk=camille.pk).update(company_shown_to="nobody")
    Membership.objects.create(person=noe, company=fjord)
    for page in (fjord.get_absolute_url(), fjord.get_team_url()):
        shown = ["Camille" in client_of(person).get(page).content.decode() for person in (chief, noe)]
        assert shown == [True, False], page


def test_of_those_in_charge_none_throws_another_out_but_a_moderator_may(chief, camille, moderator, fjord):
    put_in_charge(by=chief, membership=membership_of(camille, fjord))
    with pytest.raises(PermissionDenied):
        remove_member(by=camille, membership=membership_of(chief, fjord))
    remove_member(by=moderator, membership=membership_of(chief, fjord))
    assert list(fjord.members.all()) == [camille]


def test_moderators_put_someone_in_charge_where_nobody_is(client_of, camille, moderator, fjord):
    assert fjord.get_team_url() in client_of(moderator).get(fjord.get_absolute_url()).content.decode()
    assert post(client_of(moderator), "put_in_charge", fjord, membership_of(camille, fjord).pk).status_code == 302
    assert membership_of(camille, fjord).in_charge


def test_members_of_one_company_are_not_reached_through_another(client_of, chief, camille, fjord):
    foundry = make_company("Fonderie du Nord")
    other = Membership.objects.create(person=camille, company=foundry)
    for name in ("remove_member", "put_in_charge"):
        assert post(client_of(chief), name, fjord, other.pk).status_code == 404
        assert post(client_of(chief), name, foundry, other.pk).status_code == 403
        assert post(client_of(chief), name, fjord, 2**63 + 1).status_code == 404


def test_leaving_asks_first(client_of, camille, fjord):
    browser, address = client_of(camille), reverse("accounts:leave_company", args=[fjord.slug])
    assert browser.get(address).status_code == 200
    assert camille.memberships.exists()
    assert browser.post(address).url == fjord.get_absolute_url()
    assert (camille.memberships.exists(), User.objects.get(pk=camille.pk).company) == (False, None)
    assert [browser.get(address).url, browser.post(address).url] == [fjord.get_absolute_url()] * 2


def test_the_last_one_in_charge_is_warned_and_may_go(client_of, chief, camille, fjord):
    warning = "Personne d’autre n’est responsable"
    address = reverse("accounts:leave_company", args=[fjord.slug])
    assert warning in client_of(chief).get(address).content.decode()
    assert warning not in client_of(camille).get(address).content.decode()
    client_of(chief).post(address)
    assert list(fjord.members.all()) == [camille]


def test_those_in_charge_write_the_page_in_both_languages(client_of, chief, fjord):
    answer = post(client_of(chief), "edit_company", fjord, **FORM, name="Autre", slug="autre", verified_at="2020-01-01")
    assert (answer.status_code, answer.url) == (302, fjord.get_absolute_url())
    saved = Company.objects.get(pk=fjord.pk)
    assert {name: getattr(saved, name) for name in FORM} == {**FORM, "website": "https://fjord.example"}
    assert (saved.name, saved.slug, saved.verified_at) == ("Extrusions du Fjord", "extrusions-du-fjord", None)


@pytest.mark.parametrize(
    "changes",
    [
        {"website": "javascript:alert(1)"},
        {"website": "ftp://fjord.example"},
        {"region": "Bavière"},
        {"size": "12"},
        {"town": "x" * 81},
        {"activity_en": "x" * 161},
        {"description_fr": "x" * 4001},
    ],
)
def test_a_page_is_refused_and_the_text_kept(client_of, chief, fjord, changes):
    answer = post(client_of(chief), "edit_company", fjord, **{**FORM, "description_en": "Nice press.", **changes})
    assert (answer.status_code, "Nice press." in answer.content.decode()) == (422, True)
    assert Company.objects.get(pk=fjord.pk).town == "Saguenay"


def test_a_region_written_otherwise_stays_offered(client_of, chief, fjord):
    Company.objects.filter(pk=fjord.pk).update(region="Région 5")
    assert post(client_of(chief), "edit_company", fjord, **{**FORM, "region": "Région 5"}).status_code == 302


def test_nobody_else_writes_the_page(client_of, camille, noe, moderator, fjord):
    for person in (camille, noe, moderator):
        assert client_of(person).get(reverse("accounts:edit_company", args=[fjord.slug])).status_code == 403
        assert post(client_of(person), "edit_company", fjord, **FORM).status_code == 403
        with pytest.raises(PermissionDenied):
            edit_company(by=person, company=fjord, town="Alma")
    assert Company.objects.get(pk=fjord.pk).town == "Saguenay"


@pytest.fixture
def verifier(db):
    person = make_user("Rose Pelletier", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="verify_company"))
    return person


def test_a_badge_says_who_verified_and_when(client_of, client, verifier, noe, fjord, time_machine):
    time_machine.move_to("2026-11-12T15:00:00Z")
    page = fjord.get_absolute_url()
    assert "Marquer comme vérifiée" in client_of(verifier).get(page).content.decode()
    assert post(client_of(verifier), "verify_company", fjord, verified="1").status_code == 302
    assert "le 12 novembre 2026 par Rose Pelletier" in client_of(noe).get(page).content.decode()
    shown = client.get(page).content.decode()
    assert "le 12 novembre 2026 par l’administration" in shown and "Rose" not in shown
    assert "Vérifiée" in client.get(reverse("accounts:companies")).content.decode()
    assert post(client_of(verifier), "verify_company", fjord, verified="1").status_code == 409
    assert post(client_of(verifier), "verify_company", fjord).status_code == 302
    assert "Vérifiée" not in client.get(page).content.decode()
    with pytest.raises(AlreadySettled):
        verify_company(by=verifier, company=fjord, verified=False)


def test_only_administrators_with_the_right_verify(client_of, chief, moderator, noe, fjord):
    noe.user_permissions.add(Permission.objects.get(codename="verify_company"))
    helper = make_user("Aide Admin", is_staff=True)
    for person in (chief, moderator, noe, helper):
        assert "Marquer comme vérifiée" not in client_of(person).get(fjord.get_absolute_url()).content.decode()
        assert post(client_of(person), "verify_company", fjord, verified="1").status_code == 403
    assert Company.objects.get(pk=fjord.pk).verified_at is None
