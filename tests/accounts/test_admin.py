import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Company, User
from tests.build import make_user

pytestmark = pytest.mark.django_db
XSS = "<script>alert(1)</script>"


@pytest.fixture
def chief(client_of):
    return client_of(make_user("Rose Pelletier", is_staff=True, is_superuser=True))


FORM = {
    "email": "Nouvelle@Example.org",
    "name": "Nouvelle Personne",
    "language": "fr-ca",
    "time_zone": "America/Toronto",
    "is_active": "on",
    "memberships-TOTAL_FORMS": "0",
    "memberships-INITIAL_FORMS": "0",
    "consents-TOTAL_FORMS": "0",
    "consents-INITIAL_FORMS": "0",
}


@pytest.mark.parametrize("model", ["user", "company", "consent"])
def test_lists_and_searches_in_french(chief, camille, model):
    address = reverse(f"admin:accounts_{model}_changelist")
    assert chief.get(address, {"q": "cam"}).status_code == 200
    assert camille.password not in chief.get(address).content.decode()


def test_pages_of_rows(chief, camille, fjord):
    User.objects.filter(pk=camille.pk).update(name=XSS, role=XSS)
    Company.objects.filter(pk=fjord.pk).update(name=XSS)
    for row in (camille, fjord, camille.consents.get()):
        page = chief.get(reverse(f"admin:accounts_{row._meta.model_name}_change", args=[row.pk])).content.decode()
        assert XSS not in page
        assert camille.password not in page


def test_a_person_added_waits_for_a_password_of_their_own(chief, client):
    assert chief.post(reverse("admin:accounts_user_add"), FORM).status_code == 302
    person = User.objects.get(email="nouvelle@example.org")
    assert not person.has_usable_password()
    assert person.emailaddress_set.get().verified is False
    assert client.post(reverse("account_reset_password"), {"email": person.email}).status_code == 302


def test_an_address_mended_is_the_one_that_signs_in(chief, camille, rechecked, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        form = {**FORM, "email": "cg@example.org", "consents-TOTAL_FORMS": "1", "consents-INITIAL_FORMS": "1"}
        form |= {"consents-0-id": camille.consents.get().pk, "consents-0-person": camille.pk}
        answer = chief.post(reverse("admin:accounts_user_change", args=[camille.pk]), form)
    assert answer.status_code == 302
    address = camille.emailaddress_set.get()
    assert (address.email, address.verified, address.primary) == ("cg@example.org", True, True)
    assert rechecked() == [[camille.pk]]


def test_a_closed_account_and_consents_stay_as_they_are(chief, camille, noe):
    from accounts.actions import close_account

    close_account(person=noe)
    for row in (noe, camille.consents.get()):
        address = reverse(f"admin:accounts_{row._meta.model_name}_change", args=[row.pk])
        assert chief.post(address, FORM).status_code == 403
    assert chief.post(reverse("admin:accounts_user_delete", args=[camille.pk]), {"post": "yes"}).status_code == 403


def test_staff_who_may_change_people_cannot_make_administrators(client_of, camille, noe):
    from django.contrib.auth.models import Permission

    helper = make_user("Aide Admin", is_staff=True)
    helper.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
    chief = make_user("Rose Pelletier", is_staff=True, is_superuser=True)
    browser = client_of(helper)
    address = reverse("admin:accounts_user_change", args=[camille.pk])
    form = {**FORM, "email": camille.email, "is_superuser": "on", "is_staff": "on"}
    browser.post(address, form)
    camille.refresh_from_db()
    assert (camille.is_superuser, camille.is_staff, camille.name) == (False, False, "Nouvelle Personne")
    assert browser.post(reverse("admin:accounts_user_change", args=[chief.pk]), form).status_code == 403


def test_an_administrator_says_who_belongs_to_a_company(chief, noe, fjord):
    address = reverse("admin:accounts_user_change", args=[noe.pk])
    form = {**FORM, "consents-TOTAL_FORMS": "1", "consents-INITIAL_FORMS": "1", "memberships-TOTAL_FORMS": "1"}
    form |= {"consents-0-id": noe.consents.get().pk, "consents-0-person": noe.pk}
    chosen = {"memberships-0-company": fjord.pk, "memberships-0-person": noe.pk, "memberships-0-in_charge": "on"}
    assert chief.post(address, form | chosen).status_code == 302
    assert (noe.memberships.get().in_charge, User.objects.get(pk=noe.pk).company) == (True, fjord)
    taken = {
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": noe.memberships.get().pk,
        "memberships-0-DELETE": "on",
    }
    assert chief.post(address, form | chosen | taken).status_code == 302
    assert User.objects.get(pk=noe.pk).company is None


def test_a_slug_and_a_place_in_the_list_come_with_a_company(chief):
    form = {"name": "Équipements Roy", "slug": "equipements-roy"}
    assert chief.post(reverse("admin:accounts_company_add"), form).status_code == 302
    assert Company.objects.get().folded_name == "equipements roy"


def test_passwords_are_changed_on_the_products_page(chief):
    assert chief.get("/admin/password_change/").url == reverse("account_change_password")


def run(*args, **options):
    out = io.StringIO()
    call_command("create_administrator", *args, stdout=out, **options)
    return out.getvalue()


def test_the_first_administrator_by_command(client):
    assert run("Chef@Example.org", password="acier-inoxydable-316") == "Administrator chef@example.org created.\n"
    form = {"login": "chef@example.org", "password": "acier-inoxydable-316", "next": "/admin/"}
    assert client.post(reverse("account_login"), form).url == "/admin/"
    assert client.get("/admin/").status_code == 200
    with pytest.raises(CommandError, match="already an account"):
        run("chef@example.org", password="acier-inoxydable-316")
    assert User.objects.count() == 1


def test_the_command_reads_the_environment(monkeypatch):
    monkeypatch.setenv("ESPACE_ADMIN_EMAIL", "chef@example.org")
    monkeypatch.setenv("ESPACE_ADMIN_PASSWORD", "acier-inoxydable-316")
    run()
    assert User.objects.get().is_superuser


@pytest.mark.parametrize(("email", "password"), [("chef", "acier-inoxydable-316"), ("chef@example.org", "court")])
def test_the_command_refuses_what_sign_up_refuses(email, password):
    with pytest.raises(CommandError):
        run(email, password=password)
    assert not User.objects.exists()
