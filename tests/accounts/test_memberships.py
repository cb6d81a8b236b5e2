"""Who belongs to which company, and which one is shown beside their name."""

from importlib import import_module

import pytest
from django.apps import apps

from accounts.actions import close_account
from accounts.companies.actions import AlreadySettled, add_member, leave_company
from accounts.models import Membership, User
from tests.build import make_company

pytestmark = pytest.mark.django_db


def shown(person):
    return User.objects.get(pk=person.pk).company


def test_who_had_named_a_company_before_belongs_to_it(camille, noe, fjord):
    Membership.objects.all().delete()
    import_module("accounts.migrations.0004_memberships").from_the_company_of_each(apps, None)
    rows = Membership.objects.values_list("person", "company", "in_charge", "created_at")
    assert list(rows) == [(camille.pk, fjord.pk, False, camille.date_joined)]


def test_the_first_company_is_shown_until_it_is_left(noe, fjord):
    foundry = make_company("Fonderie du Nord")
    for company in (fjord, foundry):
        add_member(User.objects.get(pk=noe.pk), company)
    assert shown(noe) == fjord
    leave_company(person=noe, company=fjord)
    assert shown(noe) == foundry
    leave_company(person=noe, company=foundry)
    assert (shown(noe), noe.memberships.count()) == (None, 0)
    with pytest.raises(AlreadySettled):
        leave_company(person=noe, company=foundry)


def test_joining_twice_is_joining_once(noe, fjord):
    assert add_member(noe, fjord) == add_member(noe, fjord, in_charge=True)
    assert noe.memberships.get().in_charge is False


def test_a_closed_account_belongs_nowhere(camille, fjord):
    close_account(person=camille)
    assert not fjord.memberships.exists()


def test_a_profile_shows_each_company_to_whom_it_is_for(client_of, camille, noe):
    add_member(camille, make_company("Fonderie du Nord"))
    page = camille.get_absolute_url()
    assert "Fonderie du Nord" in client_of(noe).get(page).content.decode()
    assert "Fonderie du Nord" in client_of(camille).get("/compte/profil/").content.decode()
    for audience, reader in (("nobody", noe), ("members", None)):
        User.objects.filter(pk=camille.pk).update(company_shown_to=audience, about_shown_to="everyone")
        shown = client_of(reader).get(page)
        assert (shown.status_code, "Fonderie du Nord" in shown.content.decode()) == (200, False)
