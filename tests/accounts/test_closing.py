import re

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext

from accounts.actions import change_password, close_account
from accounts.models import PersonSession, User
from live.database import in_thread
from notifications.actions import notify, send_email
from notifications.models import Email, Notification
from tests.build import PASSWORD, make_board
from tests.sockets import open_page

pytestmark = pytest.mark.django_db


def close(browser, password=PASSWORD):
    return browser.post(reverse("accounts:close"), {"password": password})


def test_the_page_says_what_goes_and_asks_the_password(client_of, camille):
    browser = client_of(camille)
    page = browser.get(reverse("accounts:close"))
    assert page.status_code == 200
    assert 'type="password"' in page.content.decode()
    assert close(browser, "autre").status_code == 422
    assert User.objects.get(pk=camille.pk).closed_at is None


def test_the_name_goes_and_the_person_is_out(client_of, camille, noe, rechecked, django_capture_on_commit_callbacks):
    here, there = client_of(camille), client_of(camille)
    with django_capture_on_commit_callbacks(execute=True):
        answer = close(here)
    assert (answer.status_code, answer.url) == (302, "/")
    assert [camille.pk] in rechecked()
    for browser in (here, there):
        assert browser.get(reverse("accounts:profile")).status_code == 302
    assert not PersonSession.objects.filter(person_id=camille.pk).exists()
    assert client_of(noe).get(camille.get_absolute_url()).status_code == 404
    answer = client_of(None).post(reverse("account_login"), {"login": "camille@example.org", "password": PASSWORD})
    assert answer.status_code == 422


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "leave", [lambda p: close_account(person=p), lambda p: change_password(person=p, password="acier-inoxydable-316")]
)
async def test_open_pages_end_at_once(camille, noe, leave):
    async with open_page(camille) as page, open_page(noe) as other:
        await in_thread(leave, camille)
        assert await page.receive_close() == 4401
        assert await other.hears_nothing()


def test_nothing_of_the_person_is_left(camille, noe, lea):
    board = make_board(moderators=[camille, noe])
    camille.groups.add(Group.objects.create(name="Soudeurs"))
    notify([camille], kind="test", actor=noe)
    notify([noe], kind="test", actor=camille)
    send_email(to="camille@example.org", subject="Bonjour Camille", text="x")
    send_email(to="noe@example.org", subject="Bonjour", text="x")
    LogEntry.objects.log_actions(noe.pk, User.objects.filter(pk=camille.pk), CHANGE, single_object=True)
    close_account(person=camille)

    left = User.objects.get(pk=camille.pk)
    kept = [getattr(left, field) for field in ("name", "chosen_initials", "role", "about", "company")]
    assert kept == ["", "", "", "", None]
    assert re.fullmatch(r"[0-9a-f]{32}@closed\.invalid", left.email)
    assert (left.shown_name, left.initials) == (gettext("Someone who left"), "–")
    assert (left.is_active, left.is_staff, left.has_usable_password()) == (False, False, False)
    assert not left.emailaddress_set.exists() and not left.groups.exists()
    assert left.consents.get().withdrawn_at is not None
    assert list(board.moderators.all()) == [noe]
    assert [row.recipient for row in Notification.objects.exclude(kind="reply")] == [noe]
    assert [email.to for email in Email.objects.all()] == ["noe@example.org"]
    assert LogEntry.objects.get().object_repr == "–"
    untouched = User.objects.get(pk=noe.pk)
    assert (untouched.name, untouched.consents.get().withdrawn_at) == ("Noé Tremblay", None)


def test_the_address_is_free_again(client, camille):
    close_account(person=camille)
    form = {"name": "Camille", "email": "camille@example.org", "password1": PASSWORD, "consent": "on"}
    client.post(reverse("account_signup"), form)
    assert User.objects.filter(email="camille@example.org").exists()


def test_closing_twice_is_refused(camille):
    close_account(person=camille)
    with pytest.raises(PermissionDenied):
        close_account(person=camille)


def test_the_last_administrator_stays(client_of, camille, noe):
    User.objects.filter(pk=camille.pk).update(is_superuser=True, is_staff=True)
    answer = close(client_of(camille))
    assert answer.status_code == 403
    User.objects.filter(pk=noe.pk).update(is_superuser=True)
    assert close(client_of(camille)).status_code == 302


def test_guessing_the_password_there_is_limited_too(client_of, camille, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,10/m/ip"}
    browser = client_of(camille)
    assert [close(browser, f"essai-{n}").status_code for n in range(6)] == [422] * 5 + [429]
    assert close(browser).status_code == 429


def test_a_guest_has_nothing_to_close(client):
    assert close(client).url.startswith(reverse("account_login"))
