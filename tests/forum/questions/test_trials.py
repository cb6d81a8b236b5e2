"""« Essayé chez nous »: members of other companies tell what came of an accepted answer, and confirm it."""

from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.actions import close_account
from forum.models import Post, Thread, Trial
from forum.questions.actions import mark_answer
from forum.questions.trials import report_trial, withdraw_trial
from notifications.models import Notification
from tests.build import make_company, make_post, make_user
from tests.sockets import open_page

SAID = {
    "outcome": "worked",
    "text": "Deux lames, six mois.",
    "size": "under_60",
    "equipment": "Scie",
    "cost": "under_1",
}


@pytest.fixture
def emma(db):
    return make_user("Emma Roy", company=make_company("Fonderie du Nord"))


@pytest.fixture
def answer(thread, noe, camille):
    post = make_post(thread, noe, "Lame à 80 dents.")
    return mark_answer(by=camille, post=post, mark="accepted")


def counted(post):
    post = Post.objects.get(pk=post.pk)
    return post.tried, post.confirmed, bool(post.confirmed_at)


@pytest.mark.parametrize(("outcome", "confirmed"), [("worked", 1), ("partly", 1), ("failed", 0)])
def test_a_report_confirms_unless_it_failed(answer, emma, outcome, confirmed):
    report_trial(by=emma, post=answer, **{**SAID, "outcome": outcome})
    assert counted(answer) == (1, confirmed, bool(confirmed))


def test_a_second_report_replaces_the_first(answer, emma):
    report_trial(by=emma, post=answer, **SAID)
    report_trial(by=emma, post=answer, **{**SAID, "outcome": "failed"})
    assert counted(answer) == (1, 0, False)
    assert Trial.objects.get().outcome == "failed"
    assert Notification.objects.filter(kind="trial").count() == 1


def test_who_may_not_tell(answer, emma, noe, lea, thread, camille):
    colleague = make_user("Carl Roy", company=make_company("Atelier"))
    noe.company = colleague.company
    noe.save()
    suspended = make_user("Sam Roy", company=emma.company, suspended_until=timezone.now() + timedelta(days=1))
    for person in (noe, lea, colleague, suspended):
        with pytest.raises(PermissionDenied):
            report_trial(by=person, post=answer, **SAID)
    mark_answer(by=camille, post=answer, mark="")
    with pytest.raises(PermissionDenied):
        report_trial(by=emma, post=answer, **SAID)
    assert not Trial.objects.exists()


def test_only_ones_own_is_taken_back_and_no_word_of_it_stays(client_of, answer, emma, sylvie, lea, thread):
    report_trial(by=emma, post=answer, **SAID)
    for person in (lea, sylvie):
        with pytest.raises(PermissionDenied):
            withdraw_trial(by=person, trial=Trial.objects.get())
    withdraw_trial(by=emma, trial=Trial.objects.get())
    assert counted(answer) == (0, 0, False)
    assert Trial.objects.values_list("text", "size", "equipment", "cost").get() == ("", "", "", "")
    for address in (thread.get_absolute_url(), reverse("forum:trials", args=[answer.pk])):
        assert "Emma Roy" not in client_of(lea).get(address).content.decode()
    with pytest.raises(PermissionDenied):
        withdraw_trial(by=emma, trial=Trial.objects.get())
    report_trial(by=emma, post=answer, **SAID)
    assert (counted(answer), Trial.objects.get().removed_at) == ((1, 1, True), None)


def test_the_page_shows_it_under_the_answer(client_of, thread, answer, emma, lea):
    report_trial(by=emma, post=answer, **SAID)
    for person in (lea, None):
        page = client_of(person).get(thread.get_absolute_url()).content.decode()
        assert "confirmée par 1 entreprise" in page.partition('data-place="2"')[0]
        under = page.partition('data-place="2"')[2]
        assert ["Deux lames, six mois." in under, "Emma Roy" in under, "Fonderie du Nord" in under] == [
            True, True, False,
        ]  # fmt: skip


def test_the_name_goes_with_the_account(client_of, thread, answer, emma, lea):
    report_trial(by=emma, post=answer, **SAID)
    browser = client_of(lea)
    assert "Emma Roy" in browser.get(thread.get_absolute_url()).content.decode()
    close_account(person=emma)
    page = browser.get(thread.get_absolute_url()).content.decode()
    assert ["Emma Roy" in page, "Deux lames, six mois." in page] == [False, True]


def test_an_answer_that_nobody_confirmed_for_a_year_is_to_be_confirmed_again(client_of, thread, answer, emma, lea):
    browser, old = client_of(lea), timezone.now() - timedelta(days=366)

    def is_old():
        return "À revalider" in browser.get(thread.get_absolute_url()).content.decode()

    assert not is_old()
    Thread.objects.update(answered_at=old)
    assert is_old()
    report_trial(by=emma, post=answer, **SAID)
    assert not is_old()
    Post.objects.update(confirmed_at=old)
    assert is_old()


def test_the_form_keeps_what_was_typed_and_refuses_nonsense(client_of, answer, emma):
    address = reverse("forum:trials", args=[answer.pk])
    for wrong in ({"outcome": "best"}, {"text": ""}, {"text": "x" * 601}, {"size": "huge"}, {"cost": "0\0"}):
        page = client_of(emma).post(address, {**SAID, **wrong})
        assert page.status_code == 422
        assert {**SAID, **wrong}["text"] in page.content.decode()
    assert client_of(emma).post(address, SAID).status_code == 302
    page = client_of(emma).get(address).content.decode()
    assert 'value="Scie"' in page
    assert Trial.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Deux\x01 la\u200bmes\u202e.", "Deux lames."),
        ("Deux\r\nlames.", "Deux lames."),
        ("e" + "\u0301" * 500, "é" + "\u0301" * 4),
        ("<script>alert(1)</script>{{7*7}}%s", "<script>alert(1)</script>{{7*7}}%s"),
    ],
)
def test_what_is_typed_is_cleaned_and_shown_as_text(client_of, thread, answer, emma, lea, typed, kept):
    client_of(emma).post(reverse("forum:trials", args=[answer.pk]), {**SAID, "text": typed, "person": lea.pk, "pk": 7})
    trial = Trial.objects.get()
    assert (trial.text, trial.person) == (kept, emma)
    assert "<script>alert" not in client_of(lea).get(thread.get_absolute_url()).content.decode()


def test_the_author_of_the_answer_is_told(client_of, answer, emma, noe):
    report_trial(by=emma, post=answer, **SAID)
    page = client_of(noe).get(reverse("notifications:list")).content.decode()
    assert "Emma Roy a essayé votre réponse" in page


@pytest.mark.django_db(transaction=True)
async def test_open_pages_hear_it(thread, answer, emma, lea):
    async with open_page(lea, thread.topic) as page:
        await database_sync_to_async(report_trial)(by=emma, post=answer, **SAID)
        changes = {change["key"]: change["html"] for change in (await page.receive_frame())["changes"]}
    assert "Deux lames, six mois." in changes.pop(answer.live_key)
    [opening] = changes.values()
    assert "confirmée par 1 entreprise" in opening
