"""The page where people choose how they are told, and the link in each letter that stops it."""

import re

import pytest
from django.urls import reverse

from notifications.kinds import Channel, chosen
from notifications.letters import stop_address
from notifications.models import Choices
from tests.build import make_post
from tests.notifications.test_letters import wait

pytestmark = pytest.mark.django_db
ADDRESS = "/notifications/choix/"


def test_every_kind_is_on_the_page_and_kept(client_of, camille):
    browser = client_of(camille)
    page = browser.get(ADDRESS)
    assert len(page.context["form"].kinds()) == len(chosen())
    said = {f"kind_{name}": "page" for name in chosen()} | {"kind_reply": "none", "opens_at": "9", "closes_at": "16"}
    assert browser.post(ADDRESS, said).status_code == 302
    kept = Choices.objects.get(person=camille)
    assert (kept.working_hours, kept.opens_at, kept.closes_at) == (False, 9, 16)
    assert kept.channels == dict.fromkeys(chosen(), Channel.PAGE) | {"reply": Channel.NONE}
    assert 'value="none" selected' in browser.get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    "said",
    [
        {"kind_reply": "loud"},
        {"kind_reply": "\x00"},
        {"opens_at": "12", "closes_at": "12"},
        {"opens_at": "25"},
        {"closes_at": "-1"},
        {"opens_at": "1e999"},
    ],
)
def test_nonsense_changes_nothing_and_stays_in_the_form(client_of, camille, said):
    answer = client_of(camille).post(ADDRESS, said)
    assert answer.status_code == 422 and not Choices.objects.exists()


def test_nobody_chooses_for_another(client_of, camille, lea):
    client_of(lea).post(ADDRESS, {"person": camille.pk, "kind_reply": "none"})
    assert [choices.person for choices in Choices.objects.all()] == [lea]


@pytest.mark.django_db(transaction=True)
def test_one_click_of_a_mail_program_stops_the_kind(clock, mailbox, thread, camille, noe, client):
    make_post(thread, noe)
    wait(clock)
    letter = mailbox.to(camille)[0]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<http://localhost:8000(/\S+)>", letter["List-Unsubscribe"].strip())[1]
    # A scanner that follows the link changes nothing.
    assert "Réponses dans un fil" in client.get(address).content.decode()
    assert not Choices.objects.exists()
    client.handler.enforce_csrf_checks = True
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Choices.of(camille).channel("reply") == "page" and Choices.of(camille).channel("mention") == "both"
    make_post(thread, noe)
    wait(clock)
    assert len(mailbox.to(camille)) == 1


def test_the_link_of_a_letter_of_several_kinds_stops_them_all(client, camille):
    address = stop_address(camille, "news").removeprefix("http://localhost:8000")
    assert client.post(address).status_code == 200
    assert {Choices.of(camille).channel(name) for name in chosen()} == {Channel.PAGE}


def test_what_is_told_by_email_only_is_told_on_the_page_then(client, camille):
    Choices.objects.create(person=camille, channels={"reply": "email", "mention": "none"})
    client.post(stop_address(camille, "news").removeprefix("http://localhost:8000"))
    kept = Choices.of(camille)
    assert (kept.channel("reply"), kept.channel("mention")) == ("page", "none")


@pytest.mark.parametrize("changed", ["{}x", "x{}", "x", "{}é"])
def test_an_address_that_we_did_not_sign_is_absent(client, camille, changed):
    token = stop_address(camille, "reply").rsplit("/", 2)[1]
    address = reverse("notifications:stop", args=[changed.format(token)])
    assert client.get(address).status_code == client.post(address).status_code == 404
    assert not Choices.objects.exists()
