"""What companies tell of an answer is reported, hidden with a reason and shown again, as messages are."""

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum.models import Post, Trial
from forum.questions.actions import mark_answer
from forum.questions.trials import report_trial, withdraw_trial
from moderation.actions import AlreadyDone, decide, dismiss, report, undo
from moderation.models import Decision, Report
from notifications.models import Notification
from tests.build import make_company, make_post, make_user
from tests.moderation.asking import REASON, flag, hide, text_of
from tests.sockets import open_page

SAID = {"outcome": "worked", "text": "Appelez Lames Roy, 20 % de rabais.", "size": "", "equipment": "", "cost": ""}


@pytest.fixture
def emma(db):
    return make_user("Emma Roy", company=make_company("Fonderie du Nord"))


@pytest.fixture
def trial(thread, noe, camille, emma):
    """Emma's report on Noé's answer to Camille's question, of which nobody's bell tells any more."""
    answer = mark_answer(by=camille, post=make_post(thread, noe), mark="accepted")
    report_trial(by=emma, post=answer, **SAID)
    Notification.objects.all().delete()
    return Trial.objects.select_related("person", "post__thread__board").get()


def test_a_report_is_hidden_for_a_reason_that_its_author_and_the_log_keep(client_of, trial, emma, noe, lea, sylvie):
    flag(lea, trial)
    browser, address = client_of(sylvie), f"/moderation/trial/{trial.pk}/hide/"
    for page in (browser.get("/moderation/"), browser.get(address)):
        assert ["Lames Roy" in text_of(page), "Publicité cachée." in text_of(page)] == [True, True]
    assert browser.post(address, REASON).url == trial.get_absolute_url()
    decision = Decision.objects.get()
    assert (decision.target, decision.concerned, decision.moderator) == (trial, emma, sylvie)
    assert not Report.objects.open().exists()
    assert "a masqué un compte rendu" in text_of(browser.get("/moderation/journal/"))
    told = text_of(client_of(emma).get(reverse("notifications:list")))
    for words in ("Votre compte rendu sur une réponse a été masqué", "Quelle lame pour le 7075?", "Publicité cachée."):
        assert words in told
    assert list(Notification.objects.values_list("recipient", flat=True)) == [emma.pk]


def test_what_is_hidden_counts_no_more_and_is_for_moderators_only(client_of, thread, trial, emma, noe, lea, sylvie):
    hide(sylvie, trial)
    assert Post.objects.values_list("tried", "confirmed", "confirmed_at").get(pk=trial.post_id) == (0, 0, None)
    pages = {
        person: [
            text_of(client_of(person).get(address)) for address in (thread.get_absolute_url(), trial.get_absolute_url())
        ]
        for person in (lea, emma, noe, sylvie)
    }
    assert {person: ["Lames Roy" in page for page in seen] for person, seen in pages.items()} == {
        lea: [False, False],
        emma: [False, False],
        noe: [False, False],
        sylvie: [False, True],
    }
    assert "Sylvie Desrosiers a masqué un compte rendu sur le message 2" in pages[lea][0]
    for address in (f"/signaler/trial/{trial.pk}/", f"/moderation/trial/{trial.pk}/show/"):
        assert client_of(lea).post(address, REASON).status_code == 404
    with pytest.raises(PermissionDenied):
        report_trial(by=emma, post=trial.post, **SAID)
    with pytest.raises(PermissionDenied):
        withdraw_trial(by=emma, trial=trial)


def test_undone_from_the_log_it_is_back_and_the_author_told(client_of, thread, trial, emma, sylvie):
    decision = hide(sylvie, trial)
    client_of(sylvie).post(f"/moderation/journal/{decision.pk}/annuler/")
    assert Post.objects.values_list("tried", "confirmed").get(pk=trial.post_id) == (1, 1)
    page = text_of(client_of(emma).get(thread.get_absolute_url()))
    assert "Lames Roy" in page
    assert "Sylvie Desrosiers a affiché de nouveau un compte rendu sur le message 2" in page
    assert Notification.objects.filter(recipient=emma, kind="undone").exists()
    with pytest.raises(AlreadyDone):
        undo(moderator=sylvie, decision=decision)


def test_who_may_not_hide_it(trial, emma, noe, lea, paul):
    for person in (emma, noe, lea, paul):
        with pytest.raises(PermissionDenied):
            hide(person, trial)
    assert not Decision.objects.exists()


def test_ones_own_is_not_reported_and_a_second_report_is_a_conflict(client_of, trial, emma, lea):
    with pytest.raises(PermissionDenied):
        report(reporter=emma, target=trial, reason="Hors sujet.")
    assert client_of(lea).post(f"/signaler/trial/{trial.pk}/", REASON).status_code == 302
    assert client_of(lea).post(f"/signaler/trial/{trial.pk}/", {"reason": "Autre raison."}).status_code == 409
    assert Report.objects.get().target == trial


def test_taken_back_nothing_of_it_stays_but_that_it_was_reported(client_of, trial, emma, lea, sylvie):
    flag(lea, trial)
    assert client_of(emma).post(reverse("forum:withdraw_trial", args=[trial.pk])).status_code == 302
    page = text_of(client_of(sylvie).get("/moderation/"))
    assert ["Lames Roy" in page, "Retiré par la personne qui l’avait écrit" in page] == [False, True]
    assert client_of(lea).get(f"/signaler/trial/{trial.pk}/").status_code == 404
    assert dismiss(moderator=sylvie, target=trial) == 1
    report_trial(by=emma, post=trial.post, **{**SAID, "text": "Deux lames, six mois."})
    assert Trial.objects.shown().get().text == "Deux lames, six mois."


def test_decided_about_it_can_still_be_taken_back(client_of, trial, emma, sylvie):
    undo(moderator=sylvie, decision=hide(sylvie, trial))
    assert client_of(emma).post(reverse("forum:withdraw_trial", args=[trial.pk])).status_code == 302
    assert not Trial.objects.shown().exists()


@pytest.mark.django_db(transaction=True)
async def test_open_pages_lose_it_at_once(thread, trial, lea, sylvie):
    async with open_page(lea, thread.topic) as page:
        await database_sync_to_async(decide)(moderator=sylvie, kind="hide", target=trial, reason="Hors sujet.")
        changes = [change["html"] for change in (await page.receive_frame())["changes"]]
    assert not any("Lames Roy" in html for html in changes)
    assert any("a masqué un compte rendu" in html for html in changes)
