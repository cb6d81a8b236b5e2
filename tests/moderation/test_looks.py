"""Two named moderators see who signed « Une PME »; each look is in the log and told to whom it was about."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import close_account
from forum import jobs
from forum.moderating.actions import hide_thread
from moderation.looks.actions import look
from moderation.looks.models import Look, NamedModerator
from notifications.models import Notification
from tests.build import make_thread

pytestmark = pytest.mark.django_db
REASON = {"reason": "Menace contre un membre."}


@pytest.fixture
def signed(board, camille):
    return make_thread(camille, board, signed=True).posts.get()


@pytest.fixture
def named(sylvie):
    return NamedModerator.objects.create(place=1, person=sylvie)


def address(post):
    return f"/moderation/regards/{post.pk}/"


def test_a_named_moderator_says_why_and_sees_who_asked(signed, named, sylvie, camille, client_of):
    browser = client_of(sylvie)
    assert address(signed) in browser.get(f"/messages/{signed.pk}/actions/").content.decode()
    asked = browser.get(address(signed))
    assert asked.status_code == 200 and "Camille" not in asked.content.decode()
    assert not Look.objects.exists()
    answer = browser.post(address(signed), REASON)
    assert answer.status_code == 200 and "Camille Gauthier" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert Look.objects.values_list("moderator", "post", "reason").get() == (sylvie.pk, signed.pk, REASON["reason"])


@pytest.mark.parametrize("reason", ["", " ", "a"])
def test_without_a_reason_nothing_is_seen(signed, named, sylvie, client_of, reason):
    answer = client_of(sylvie).post(address(signed), {"reason": reason})
    assert answer.status_code == 422 and "Camille" not in answer.content.decode()
    assert not Look.objects.exists()


def test_the_person_is_told_by_whom_and_why(signed, named, sylvie, camille, noe, client_of):
    look(moderator=sylvie, post=signed, **REASON)
    told = Notification.objects.get(kind="look")
    assert (told.recipient, told.actor) == (camille, sylvie)
    shown = client_of(camille).get("/notifications/").content.decode()
    assert "Sylvie Desrosiers a vu que vous avez signé" in shown and REASON["reason"] in shown
    assert client_of(camille).post(f"/notifications/{told.pk}/").url == signed.get_absolute_url()
    assert REASON["reason"] not in client_of(noe).get("/notifications/").content.decode()


def test_moderators_who_are_not_named_and_administrators_are_refused(signed, named, paul, administrator, client_of):
    for person in (paul, administrator):
        assert client_of(person).get(address(signed)).status_code == 403
        refused = client_of(person).post(address(signed), REASON)
        assert refused.status_code == 403 and "Camille" not in refused.content.decode()
        with pytest.raises(PermissionDenied):
            look(moderator=person, post=signed, **REASON)
    assert not Look.objects.exists()


def test_who_moderates_no_more_or_is_suspended_looks_no_more(signed, named, sylvie, board):
    sylvie.suspended_until = timezone.now() + timezone.timedelta(days=1)
    with pytest.raises(PermissionDenied):
        look(moderator=sylvie, post=signed, **REASON)
    sylvie.suspended_until = None
    board.moderators.clear()
    with pytest.raises(PermissionDenied):
        look(moderator=sylvie, post=signed, **REASON)


def test_a_post_with_a_name_has_nothing_to_look_at(thread, named, sylvie, client_of):
    post = thread.posts.get()
    assert client_of(sylvie).get(address(post)).status_code == 404
    assert address(post) not in client_of(sylvie).get(f"/messages/{post.pk}/actions/").content.decode()
    with pytest.raises(PermissionDenied):
        look(moderator=sylvie, post=post, **REASON)


def test_the_log_tells_of_the_look_and_not_at_whom(signed, named, sylvie, paul, administrator, client_of):
    look(moderator=sylvie, post=signed, **REASON)
    for person in (sylvie, administrator):
        assert "/moderation/regards/" in client_of(person).get("/moderation/journal/").content.decode()
        shown = client_of(person).get("/moderation/regards/").content.decode()
        assert REASON["reason"] in shown and "Camille" not in shown
    assert "/moderation/regards/" not in client_of(paul).get("/moderation/journal/").content.decode()
    assert client_of(paul).get("/moderation/regards/").status_code == 403


def test_the_log_tells_nothing_of_a_thread_that_its_reader_does_not_see(signed, named, sylvie, paul, client_of):
    look(moderator=sylvie, post=signed, **REASON)
    hide_thread(by=sylvie, thread=signed.thread)
    NamedModerator.objects.create(place=2, person=paul)
    assert REASON["reason"] not in client_of(paul).get("/moderation/regards/").content.decode()
    assert client_of(paul).get(address(signed)).status_code == 404


def test_after_they_left_nobody_is_found(signed, named, sylvie, camille, client_of):
    close_account(person=camille)
    jobs.run_due()
    answer = client_of(sylvie).post(address(signed), REASON)
    assert "Ce compte a été fermé depuis" in answer.content.decode()
    assert Look.objects.count() == 1


def test_the_database_holds_two_at_most(named, noe, lea, paul):
    NamedModerator.objects.create(place=2, person=noe)
    for place in (1, 2, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            NamedModerator.objects.create(place=place, person=lea)


def test_administrators_name_two_who_moderate(board, sylvie, paul, omar, noe, administrator, client_of):
    browser, add = client_of(administrator), "/admin/moderation/namedmoderator/add/"
    refused = browser.post(add, {"person": noe.pk})
    assert "Nommez quelqu’un qui modère" in refused.content.decode()
    for person in (sylvie, paul):
        assert browser.post(add, {"person": person.pk}).status_code == 302
    refused = browser.post(add, {"person": omar.pk})
    assert "Deux modérateurs sont déjà nommés" in refused.content.decode()
    first = NamedModerator.objects.get(person=sylvie)
    browser.post(f"/admin/moderation/namedmoderator/{first.pk}/delete/", {"post": "yes"})
    assert browser.post(add, {"person": omar.pk}).status_code == 302
    assert set(NamedModerator.objects.values_list("person", flat=True)) == {paul.pk, omar.pk}


def test_other_staff_name_nobody(sylvie, noe, client_of):
    noe.is_staff = True
    noe.save()
    assert client_of(noe).post("/admin/moderation/namedmoderator/add/", {"person": sylvie.pk}).status_code == 403
