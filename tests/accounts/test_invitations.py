"""A member invites; the link makes one person a member, once, for seven days."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.actions import close_account
from accounts.companies.actions import (
    MOST_INVITATIONS,
    AlreadySettled,
    accept_invitation,
    ask_to_join,
    forget_old_invitations,
    invite,
    leave_company,
    revoke_invitation,
)
from accounts.models import Invitation, Membership, User
from notifications.models import Email, Notification
from tests.build import PASSWORD, make_company, make_user
from tests.moderation.test_twice_at_once import at_once

pytestmark = pytest.mark.django_db


def send(browser, company, **fields):
    form = {"email": "", "language": "fr-ca", **fields}
    return browser.post(reverse("accounts:invite", args=[company.slug]), form)


def path_of(link):
    return urlsplit(link).path


def token_of(link):
    return link.rstrip("/").rpartition("/")[2]


def link_in(text):
    return re.search(r"http\S+/invitation/\S+", text)[0]


def members(company):
    return {person.name for person in company.members.all()}


@pytest.fixture
def link(camille, fjord):
    return invite(by=camille, company=fjord)


def test_a_link_is_shown_once_and_kept_as_a_hash(client_of, camille, fjord):
    browser = client_of(camille)
    answer = send(browser, fjord)
    link = link_in(re.search(r'<code class="secret">(.*?)</code>', answer.content.decode())[1])
    assert answer.status_code == 201
    assert len(token_of(link)) == 22  # 128 bits, six a character
    kept = [str(value) for value in Invitation.objects.values_list().get()]
    assert not any(token_of(link) in value for value in kept)
    assert token_of(link) not in browser.get(fjord.get_team_url()).content.decode()
    assert not Email.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("fr-ca", "vous invite"), ("en-ca", "invites you")])
def test_a_link_leaves_by_email_in_the_language_chosen(client_of, client, camille, fjord, language, words):
    assert send(client_of(camille), fjord, email="Lea@Example.org", language=language).status_code == 201
    letter = Email.objects.get()
    assert letter.to == "lea@example.org"
    assert words in letter.subject and words in letter.text and words in letter.html
    assert link_in(letter.text) in letter.html
    assert client.get(path_of(link_in(letter.text))).status_code == 200


def test_names_are_inert_in_the_email(camille, fjord):
    User.objects.filter(pk=camille.pk).update(name="<b>x</b>{{7*7}}")
    camille.refresh_from_db()
    fjord.name = "A\r\nBcc: x@example.org"
    invite(by=camille, company=fjord, email="lea@example.org")
    letter = Email.objects.get()
    assert "\n" not in letter.subject and "<b>x</b>{{7*7}}" in letter.text
    assert "<b>x</b>" not in letter.html


def test_opening_the_link_changes_nothing_and_the_button_does(client_of, camille, noe, fjord, link):
    browser = client_of(noe)
    for _visit in range(2):
        page = browser.get(path_of(link)).content.decode()
        assert "Camille Gauthier" in page and "Extrusions du Fjord" in page
    assert members(fjord) == {"Camille Gauthier"}
    answer = browser.post(path_of(link))
    assert (answer.status_code, answer.url) == (302, fjord.get_absolute_url())
    assert members(fjord) == {"Camille Gauthier", "Noé Tremblay"}
    assert User.objects.get(pk=noe.pk).company == fjord
    notice = Notification.objects.get()
    assert (notice.recipient, notice.kind, notice.actor) == (camille, "company_joined", noe)
    assert "Noé Tremblay fait maintenant partie" in client_of(camille).get("/notifications/").content.decode()


def test_a_used_link_is_as_one_that_never_was(client_of, noe, lea, fjord, link):
    client_of(noe).post(path_of(link))
    browser = client_of(lea)
    absent = reverse("accounts:invitation", args=["x" * 22])
    for address in (path_of(link), absent, reverse("accounts:invitation", args=["%00é" * 500])):
        for ask in (browser.get, browser.post):
            answer = ask(address)
            assert answer.status_code == 404
            assert "Cette invitation ne fonctionne plus" in answer.content.decode()
            assert "Fjord" not in answer.content.decode()
    assert not lea.memberships.exists()


def test_it_ends_after_seven_days(client_of, noe, link, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=6, hours=23))
    assert client_of(noe).get(path_of(link)).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert client_of(noe).post(path_of(link)).status_code == 404


def test_it_ends_with_the_membership_of_who_invited(client_of, camille, noe, lea, fjord, link):
    leave_company(person=camille, company=fjord)
    assert client_of(noe).post(path_of(link)).status_code == 404
    close_account(person=camille)
    assert not Invitation.objects.exists()


def test_who_invited_or_is_in_charge_revokes(client_of, camille, noe, lea, fjord):
    Membership.objects.create(person=noe, company=fjord, in_charge=True)
    Membership.objects.create(person=lea, company=fjord)
    for revoker, others in ((camille, [lea]), (noe, [lea])):
        link = invite(by=camille, company=fjord)
        invitation = Invitation.objects.latest("pk")
        address = reverse("accounts:revoke_invitation", args=[fjord.slug, invitation.pk])
        for other in others:
            assert address not in client_of(other).get(fjord.get_team_url()).content.decode()
            assert client_of(other).post(address).status_code == 404
            with pytest.raises(PermissionDenied):
                revoke_invitation(by=other, invitation=invitation)
        assert address in client_of(revoker).get(fjord.get_team_url()).content.decode()
        assert client_of(revoker).post(address).status_code == 302
        assert client_of(revoker).post(address).status_code == 409
        with pytest.raises(AlreadySettled):
            accept_invitation(
                person=make_user(f"Zoé {invitation.pk}", email=f"z{invitation.pk}@example.org"), token=token_of(link)
            )


def test_only_members_invite(client_of, noe, camille, fjord):
    assert send(client_of(noe), fjord).status_code == 403
    User.objects.filter(pk=camille.pk).update(suspended_until=timezone.now() + timedelta(days=1))
    assert send(client_of(camille), fjord).status_code == 403
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"email": "x"}, {"email": "a@b.c\r\nBcc: x@y.z"}, {"email": "léa@example.org"}, {"language": "de"}]
)
def test_what_is_no_address_is_refused_and_kept(client_of, camille, fjord, fields):
    answer = send(client_of(camille), fjord, **fields)
    assert answer.status_code == 422
    assert not Invitation.objects.exists() and not Email.objects.exists()


def test_known_and_unknown_addresses_get_the_same_answer(client_of, camille, noe, fjord):
    answers = [send(client_of(camille), fjord, email=email) for email in (noe.email, "nobody@example.org")]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert Email.objects.count() == 2 and not Notification.objects.exists()


def test_twenty_a_day_and_no_more(client_of, camille, fjord, time_machine):
    browser = client_of(camille)
    for n in range(MOST_INVITATIONS):
        invite(by=camille, company=fjord, email=f"p{n}@example.org")
    Invitation.objects.update(revoked_at=timezone.now())
    answer = send(browser, fjord, email="une-de-plus@example.org")
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
    assert "une-de-plus@example.org" in answer.content.decode()
    assert Email.objects.count() == MOST_INVITATIONS
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    assert send(browser, fjord).status_code == 201


def test_a_member_leaves_the_link_to_someone_else(client_of, camille, noe, fjord, link):
    assert client_of(camille).post(path_of(link)).status_code == 302
    assert client_of(noe).post(path_of(link)).status_code == 302
    assert noe.memberships.exists()


def test_suspended_people_join_later(client_of, noe, fjord, link):
    User.objects.filter(pk=noe.pk).update(suspended_until=timezone.now() + timedelta(days=1))
    assert client_of(noe).post(path_of(link)).status_code == 403
    User.objects.filter(pk=noe.pk).update(suspended_until=None)
    assert client_of(noe).post(path_of(link)).status_code == 302


def test_a_request_that_waited_is_settled_by_the_invitation(camille, noe, fjord, link):
    request = ask_to_join(person=noe, company=fjord)
    accept_invitation(person=noe, token=token_of(link))
    request.refresh_from_db()
    assert (request.outcome, request.settled_by) == ("approved", camille)


def test_a_second_company_is_not_shown_before_one_asks_for_it(camille, noe, fjord, link):
    foundry = make_company("Fonderie du Nord")
    Membership.objects.create(person=noe, company=foundry)
    User.objects.filter(pk=noe.pk).update(company=foundry)
    accept_invitation(person=noe, token=token_of(link))
    assert (User.objects.get(pk=noe.pk).company, noe.companies.count()) == (foundry, 2)


def test_someone_without_an_account_signs_up_and_lands_on_it(client, fjord, link):
    page = client.get(path_of(link)).content.decode()
    signup = re.search(r'href="(/compte/inscription/\?next=[^"]+)"', page)[1]
    assert 'name="next"' in client.get(signup).content.decode()
    form = {
        "name": "Zoé Roy",
        "email": "zoe@example.org",
        "password1": PASSWORD,
        "consent": "on",
        "next": path_of(link),
    }
    client.post(reverse("account_signup"), form)
    confirm = re.search(r"/compte/inscription/[-:\w]+/", Email.objects.get(to="zoe@example.org").text)[0]
    assert client.post(confirm).url == path_of(link)
    client.post(path_of(link))
    assert "Zoé Roy" in members(fjord)


def test_a_guest_who_presses_the_button_signs_in_first(client, fjord, link):
    assert client.post(path_of(link)).url == f"{reverse('account_login')}?next={path_of(link)}"


def test_addresses_are_forgotten_after_a_month(camille, fjord):
    invite(by=camille, company=fjord, email="lea@example.org")
    invite(by=camille, company=fjord, email="noe@example.org")
    Invitation.objects.filter(email="lea@example.org").update(created_at=F("created_at") - timedelta(days=31))
    forget_old_invitations()
    assert Invitation.objects.get().email == "noe@example.org"


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_are_one_member(camille, noe, lea, fjord):
    token = token_of(invite(by=camille, company=fjord))
    calls = [lambda person=person: accept_invitation(person=person, token=token) for person in (noe, lea)]
    outcomes = at_once(*calls)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadySettled", "Membership"]
    assert fjord.members.count() == 2 and Notification.objects.count() == 1
