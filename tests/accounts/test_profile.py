from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.actions import update_profile
from accounts.companies.actions import add_member
from accounts.models import User
from tests.build import make_board, make_company, make_user

pytestmark = pytest.mark.django_db

XSS = '<script>alert("x")</script><img src=x onerror=alert(1)>{{7*7}}'
FORM = {
    "name": "Camille Gauthier-Roy",
    "chosen_initials": "cgr",
    "role": "Directrice",
    "about": "Je réponds aux questions sur le filage.",
    "company": "",
    "language": "fr-ca",
    "time_zone": "America/Toronto",
    "theme": "system",
}


@pytest.fixture
def suspended(noe):
    noe.suspended_until = timezone.now() + timedelta(days=3)
    noe.save()
    return noe


def send(browser, **changes):
    return browser.post(reverse("accounts:profile"), {**FORM, **changes})


def test_saves_what_one_says_of_oneself(client_of, camille, fjord):
    browser = client_of(camille)
    answer = send(browser, company=fjord.pk, about="a\r\nb", time_zone="Europe/Paris")
    assert (answer.status_code, answer.url) == (302, reverse("accounts:profile"))
    camille = User.objects.get(pk=camille.pk)
    assert (camille.name, camille.initials, camille.company, camille.time_zone, camille.about) == (
        "Camille Gauthier-Roy",
        "CGR",
        fjord,
        "Europe/Paris",
        "a\nb",
    )
    assert "Je réponds" not in browser.get(answer.url).content.decode()


def test_the_next_page_is_in_the_language_just_chosen(client_of, camille):
    browser = client_of(camille)
    page = browser.get(send(browser, language="en-ca").url)
    assert page.headers["Content-Language"] == "en-ca"
    assert "Your profile is saved." in page.content.decode()


def test_any_known_time_zone_is_accepted_and_offered_again(client_of, camille):
    browser = client_of(camille)
    send(browser, time_zone="Asia/Kathmandu")
    assert '<option value="Asia/Kathmandu" selected>' in browser.get(reverse("accounts:profile")).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "\u200b\u202e"},
        {"name": "x" * 81},
        {"chosen_initials": "abcd"},
        {"role": "x" * 81},
        {"about": "x" * 1001},
        {"company": "999"},
        {"company": "x"},
        {"language": "de"},
        {"time_zone": "America/Saguenay"},
        {"time_zone": "../../etc/passwd"},
    ],
)
def test_refused_and_the_text_is_kept(client_of, camille, changes):
    answer = send(client_of(camille), **changes)
    assert answer.status_code == 422
    assert "Je réponds aux questions" in answer.content.decode() or "about" in changes
    camille.refresh_from_db()
    assert camille.name == "Camille Gauthier"


def test_nothing_invisible_in_a_name(client_of, camille):
    send(client_of(camille), name="Ca\u202emi\u200blle\r\nBcc: x\u0000")
    camille.refresh_from_db()
    assert camille.name == "Camille Bcc: x"


def test_extra_fields_are_ignored(client_of, camille):
    send(
        client_of(camille),
        is_staff="on",
        is_superuser="on",
        is_active="",
        email="autre@example.org",
        suspended_until="2000-01-01",
        pk="999",
    )
    camille.refresh_from_db()
    assert (camille.is_staff, camille.is_superuser, camille.is_active) == (False, False, True)
    assert camille.email == "camille@example.org"


def test_one_of_ones_companies_is_shown_beside_the_name(client_of, camille, fjord):
    foundry, elsewhere = make_company("Fonderie du Nord"), make_company("Ailleurs")
    add_member(camille, foundry)
    page = client_of(camille).get(reverse("accounts:profile")).content.decode()
    assert "Fonderie du Nord" in page and "Ailleurs" not in page
    for company, status, shown in ((foundry, 302, foundry), (elsewhere, 422, foundry), (None, 302, None)):
        assert send(client_of(camille), company=company.pk if company else "").status_code == status
        assert User.objects.get(pk=camille.pk).company == shown
    with pytest.raises(PermissionDenied):
        update_profile(person=camille, **{**FORM, "company": elsewhere})


def test_suspended_people_read_and_do_not_write(client_of, suspended):
    browser = client_of(suspended)
    page = browser.get(reverse("accounts:profile"))
    assert page.status_code == 200
    assert 'class="suspended"' in page.content.decode()
    answer = send(browser, name="Autre")
    assert answer.status_code == 403
    assert "Je réponds aux questions" in answer.content.decode()
    suspended.refresh_from_db()
    assert suspended.name == "Noé Tremblay"
    with pytest.raises(PermissionDenied):
        update_profile(person=suspended, **{**FORM, "company": None})


def test_a_suspension_ends_by_itself(client_of, suspended, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=4))
    browser = client_of(suspended)
    assert 'class="suspended"' not in browser.get(reverse("accounts:profile")).content.decode()
    assert send(browser).status_code == 302


def test_what_people_write_of_themselves_is_inert(client_of, camille, noe):
    User.objects.filter(pk=camille.pk).update(name=XSS, role=XSS, about=XSS, chosen_initials="<b>")
    shown = client_of(noe).get(reverse("accounts:person", args=[camille.pk])).content.decode()
    shown += client_of(camille).get(reverse("accounts:profile")).content.decode()
    shown += client_of(noe).get(reverse("accounts:company", args=[camille.company.slug])).content.decode()
    assert "<script>alert" not in shown and "<img src=x" not in shown
    assert "&lt;script&gt;" in shown and "{{7*7}}" in shown


def test_person_page_is_for_members(client, client_of, camille, noe):
    page = reverse("accounts:person", args=[camille.pk])
    absent = reverse("accounts:person", args=[10**9])
    assert [client.get(p).url.partition("?")[0] for p in (page, absent)] == [reverse("account_login")] * 2
    shown = client_of(noe).get(page)
    assert shown.status_code == 200
    assert "Directrice de production" in shown.content.decode()
    assert reverse("moderation:report", args=["person", camille.pk]) in shown.content.decode()
    assert camille.email not in shown.content.decode()
    assert "/suspend/" not in shown.content.decode()
    for pk in (10**9, 2**63 + 5):
        assert client_of(noe).get(reverse("accounts:person", args=[pk])).status_code == 404


def test_a_moderator_finds_the_way_to_suspend_and_back(client_of, camille, noe, lea):
    make_board(moderators=[lea])
    for until, kind in ((None, "suspend"), (timezone.now() + timedelta(days=1), "lift")):
        User.objects.filter(pk=camille.pk).update(suspended_until=until)
        link = reverse("moderation:decide", args=["person", camille.pk, kind])
        assert link in client_of(lea).get(camille.get_absolute_url()).content.decode()
        assert link not in client_of(noe).get(camille.get_absolute_url()).content.decode()


def test_who_left_or_was_switched_off_has_no_page(client_of, camille, noe):
    User.objects.filter(pk=camille.pk).update(is_active=False)
    assert client_of(noe).get(reverse("accounts:person", args=[camille.pk])).status_code == 404


def test_a_suspended_person_still_has_a_page_and_reads_others(client_of, suspended, camille):
    assert client_of(suspended).get(camille.get_absolute_url()).status_code == 200
    assert client_of(camille).get(suspended.get_absolute_url()).status_code == 200


def test_pages_ask_the_same_few_questions(client_of, camille, fjord, queries):
    browser = client_of(camille)
    pages = [reverse("accounts:company", args=[fjord.slug]), camille.get_absolute_url(), reverse("accounts:profile")]
    alone = [queries(browser, page) for page in pages]
    for n in range(30):
        make_user(f"Membre {n}", email=f"m{n}@example.org", company=fjord)
        make_company(f"Entreprise {n}")
    assert [queries(browser, page) for page in pages] == alone
    assert max(alone) <= 12
