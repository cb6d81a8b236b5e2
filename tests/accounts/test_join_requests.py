"""Who asks to belong to a company, who answers, and what a claim gives."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.actions import close_account
from accounts.companies.actions import (
    MOST_REQUESTS,
    AlreadySettled,
    add_member,
    ask_to_join,
    settle_request,
    withdraw_request,
)
from accounts.models import JoinRequest, Membership, User
from notifications.models import Notification
from tests.build import make_board, make_company, make_user
from tests.moderation.test_twice_at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def foundry(db):
    return make_company("Fonderie du Nord")


@pytest.fixture
def chief(fjord):
    """Someone in charge of the company."""
    person = make_user("Carole Chef", company=fjord)
    person.memberships.update(in_charge=True)
    return person


@pytest.fixture
def moderator(sylvie):
    make_board(moderators=[sylvie])
    return sylvie


def ask(browser, company, word="Je soude chez vous."):
    return browser.post(reverse("accounts:ask_to_join", args=[company.slug]), {"word": word})


def settle(browser, request, answer="accepter", **fields):
    return browser.post(reverse("accounts:settle_request", args=[request.company.slug, request.pk, answer]), fields)


def told():
    return {(notice.recipient.name, notice.kind) for notice in Notification.objects.select_related("recipient")}


def test_those_in_charge_are_told_and_approve(client_of, chief, moderator, noe, fjord):
    answer = ask(client_of(noe), fjord)
    assert (answer.status_code, answer.url) == (302, fjord.get_absolute_url())
    assert "attend une réponse" in client_of(noe).get(fjord.get_absolute_url()).content.decode()
    assert told() == {("Carole Chef", "join_asked")}
    assert "Je soude chez vous." in client_of(chief).get("/notifications/").content.decode()
    request = JoinRequest.objects.get()
    page = client_of(chief).get(fjord.get_team_url()).content.decode()
    assert "Noé Tremblay" in page and "Je soude chez vous." in page
    Notification.objects.all().delete()
    assert settle(client_of(chief), request).url == fjord.get_team_url()
    membership = noe.memberships.get()
    assert (membership.company, membership.in_charge) == (fjord, False)
    assert (told(), User.objects.get(pk=noe.pk).company) == ({("Noé Tremblay", "join_settled")}, fjord)
    assert "Vous êtes membre de l’entreprise" in client_of(noe).get("/notifications/").content.decode()


def test_refused_and_told(client_of, chief, noe, fjord):
    request = ask_to_join(person=noe, company=fjord)
    settle(client_of(chief), request, "refuser")
    assert not noe.memberships.exists()
    assert "a été refusée" in client_of(noe).get("/notifications/").content.decode()
    assert ask(client_of(noe), fjord).status_code == 302


def test_where_nobody_is_in_charge_moderators_are_told_and_decide(client_of, camille, moderator, noe, fjord):
    request = ask_to_join(person=noe, company=fjord)
    assert told() == {("Sylvie Desrosiers", "join_asked")}
    queue = reverse("accounts:join_requests")
    assert "Noé Tremblay" in client_of(moderator).get(queue).content.decode()
    assert client_of(camille).get(queue).status_code == 403
    assert settle(client_of(camille), request).status_code == 404  # a member who decides nothing
    assert settle(client_of(moderator), request, queue="").url == queue
    assert (noe.memberships.get().in_charge, noe.memberships.get().company) == (False, fjord)
    assert "Aucune demande n’attend" in client_of(moderator).get(queue).content.decode()


def test_a_company_without_members_is_claimed(client_of, moderator, noe, foundry):
    assert "Revendiquer cette entreprise" in client_of(noe).get(foundry.get_absolute_url()).content.decode()
    ask(client_of(noe), foundry)
    request = JoinRequest.objects.get()
    assert request.is_claim
    assert "revendique" in client_of(moderator).get("/notifications/").content.decode()
    settle(client_of(moderator), request)
    assert noe.memberships.get().in_charge


def test_the_second_claim_gives_a_membership_only(client_of, moderator, noe, lea, foundry):
    first, second = (ask_to_join(person=person, company=foundry) for person in (noe, lea))
    settle_request(by=moderator, request=first, approve=True)
    queue = client_of(moderator).get(reverse("accounts:join_requests")).content.decode()
    assert "Léa Bouchard" not in queue  # Noé answers now
    settle_request(by=noe, request=second, approve=True)
    assert not lea.memberships.get().in_charge


def test_nobody_decides_about_themselves(client_of, moderator, foundry):
    request = ask_to_join(person=moderator, company=foundry)
    assert told() == set()
    assert settle(client_of(moderator), request).status_code == 403
    chief = make_user("Rose Pelletier", is_staff=True, is_superuser=True)
    with pytest.raises(PermissionDenied):
        settle_request(by=chief, request=ask_to_join(person=chief, company=foundry), approve=True)
    assert not foundry.members.exists()


def test_at_a_partner_administrators_decide_not_moderators(client_of, moderator, noe):
    partner = make_company("AluQuébec", is_partner=True)
    chief = make_user("Rose Pelletier", is_staff=True, is_superuser=True)
    request = ask_to_join(person=noe, company=partner)
    assert told() == {("Rose Pelletier", "join_asked")}
    assert settle(client_of(moderator), request).status_code == 404
    assert settle(client_of(chief), request).status_code == 302
    assert noe.memberships.get().in_charge


def test_one_open_request_of_each_person(client_of, chief, noe, fjord):
    ask(client_of(noe), fjord)
    answer = ask(client_of(noe), fjord, "Encore moi.")
    assert (answer.status_code, "Encore moi." in answer.content.decode()) == (409, True)
    assert JoinRequest.objects.count() == 1 and Notification.objects.count() == 1


def test_who_asked_withdraws(client_of, chief, noe, lea, fjord):
    request = ask_to_join(person=noe, company=fjord)
    address = reverse("accounts:withdraw_request", args=[fjord.slug, request.pk])
    assert client_of(lea).post(address).status_code == 404
    assert client_of(chief).post(address).status_code == 403
    assert client_of(noe).post(address).status_code == 302
    assert settle(client_of(chief), request).status_code == 409
    assert not noe.memberships.exists()
    with pytest.raises(AlreadySettled):
        withdraw_request(person=noe, request=request)


def test_members_and_suspended_people_do_not_ask(client_of, camille, noe, fjord, foundry):
    assert ask(client_of(camille), fjord).url == fjord.get_absolute_url()
    User.objects.filter(pk=noe.pk).update(suspended_until=timezone.now() + timedelta(days=1))
    answer = ask(client_of(noe), foundry)
    assert (answer.status_code, "Je soude chez vous." in answer.content.decode()) == (403, True)
    with pytest.raises(PermissionDenied):
        ask_to_join(person=camille, company=fjord)
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize(("word", "status"), [("", 302), ("x" * 300, 302), ("x" * 301, 422), ("a\u0000b", 302)])
def test_a_word_is_short(client_of, noe, foundry, word, status):
    assert ask(client_of(noe), foundry, word).status_code == status


def test_words_are_inert(client_of, chief, noe, fjord):
    ask_to_join(person=noe, company=fjord, word="<script>alert(1)</script>{{7*7}}")
    for page in (fjord.get_team_url(), "/notifications/"):
        shown = client_of(chief).get(page).content.decode()
        assert "<script>alert" not in shown and "{{7*7}}" in shown


def test_ten_companies_a_week_and_no_more(client_of, noe, foundry):
    for n in range(MOST_REQUESTS):
        request = ask_to_join(person=noe, company=make_company(f"Atelier {n}"))
        withdraw_request(person=noe, request=request)
    assert ask(client_of(noe), foundry).status_code == 429


def test_requests_are_for_who_asked_and_who_decides(client_of, camille, chief, noe, lea, fjord):
    ask_to_join(person=noe, company=fjord, word="Confidentiel.")
    for person in (camille, lea):
        for page in (fjord.get_absolute_url(), fjord.get_team_url(), "/notifications/"):
            assert "Confidentiel." not in client_of(person).get(page).content.decode()


def test_who_closed_their_account_is_not_let_in(chief, noe, fjord):
    request = ask_to_join(person=noe, company=fjord)
    close_account(person=noe)
    with pytest.raises(AlreadySettled):
        settle_request(by=chief, request=request, approve=True)
    assert not JoinRequest.objects.exists() and noe not in fjord.members.all()


def test_a_team_page_names_nobody_to_strangers(client_of, camille, noe, fjord):
    assert "Camille" not in client_of(noe).get(fjord.get_team_url()).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_have_one_outcome(noe, fjord):
    chiefs = [make_user(f"Chef {n}", email=f"chef{n}@example.org", company=fjord) for n in range(4)]
    Membership.objects.update(in_charge=True)
    request = ask_to_join(person=noe, company=fjord)
    Notification.objects.all().delete()
    calls = [
        lambda by=by, n=n: settle_request(
            by=by, request=JoinRequest.objects.select_related("person", "company").get(), approve=n % 2 == 0
        )
        for n, by in enumerate(chiefs)
    ]
    outcomes = at_once(*calls)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadySettled"] * 3 + ["JoinRequest"]
    request.refresh_from_db()
    assert noe.memberships.exists() == (request.outcome == "approved")
    assert Notification.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_claims_approved_at_once_put_one_in_charge(noe, lea, moderator, foundry):
    chief = make_user("Rose Pelletier", is_staff=True, is_superuser=True)
    requests = [ask_to_join(person=person, company=foundry) for person in (noe, lea)]
    at_once(
        *(
            lambda by=by, request=request: settle_request(by=by, request=request, approve=True)
            for by, request in zip((chief, moderator), requests, strict=True)
        )
    )
    assert sorted(foundry.memberships.values_list("in_charge", flat=True)) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_asking_twice_at_once_is_one_request(noe, foundry):
    outcomes = at_once(*[lambda: ask_to_join(person=noe, company=foundry)] * 4)
    assert JoinRequest.objects.count() == 1, outcomes


def test_an_invited_member_is_not_in_charge_of_an_unclaimed_company(noe, foundry):
    assert add_member(noe, foundry).in_charge is False
