"""A round in two browsers: planned by the clock, each page opens the room of its pair by itself, with the card."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import expect

from networking.live_actions import enter
from networking.models import PairingMember
from networking.planning import plan
from tests.browser.pages import eventually, started
from tests.build import make_company, make_session, make_tag, make_user, register

ROUNDS = {"kind": "rounds", "minutes": 40, "round_count": 4, "round_minutes": 5, "break_seconds": 60}
AGENDA = [{"title_fr": "", "title_en": "", **ROUNDS}]


@pytest.fixture
def on(db):
    """A session whose first round begins in twelve seconds."""
    partner = make_company("Réseau Métal", is_partner=True)
    diane = make_user("Diane Simard", company=partner)
    return make_session(diane, partner=partner, agenda=AGENDA, starts_in=-timedelta(seconds=48))


def test_two_pages_meet_by_the_clock(open_page, on, camille, noe):
    welding = make_tag("soudage")
    register(camille, on, seeks="Un soudeur certifié", sought_tags=[welding])
    register(noe, on, offers="Deux soudeurs, le soir", offered_tags=[welding])
    [diane] = on.hosts.all()
    for person in (camille, noe, diane):
        enter(person=person, session=on)
    hers, his, hosts = (open_page(person, on.get_live_url()) for person in (camille, noe, diane))
    expect(hosts.locator("[data-rounds-host]")).to_contain_text("Groupes\xa0: 1", timeout=40_000)
    for page in (hers, his):
        expect(page.locator("[data-place^=round-]")).to_be_visible(timeout=40_000)
        expect(page.locator("[data-place=lobby]")).to_be_hidden()
        expect(page.locator("[data-clock-now]")).to_have_text("Ronde 1 sur 4")
    expect(hers.locator(".pairing")).to_contain_text("Noé offre ce que vous cherchez")
    expect(his.locator(".pairing h2")).to_have_text("Camille Gauthier")
    room = "[data-place^=round-] [data-room]"
    hers.locator(f"{room} [data-chat][data-started] textarea").fill("Bonjour Noé.")
    hers.locator(f"{room} [data-chat][data-started] textarea").press("Enter")
    expect(his.locator(f"{room} .message-body")).to_have_text(["Bonjour Noé."])
    eventually(hers, lambda: PairingMember.objects.met().count() == 2)
    hers.locator(".keep button").click()
    expect(hers.locator(".keep button")).to_have_attribute("aria-pressed", "true")

    earlier = timedelta(seconds=130)
    on.rounds.filter(number=1).update(starts_at=F("starts_at") - earlier)
    PairingMember.objects.update(joined_at=F("joined_at") - earlier)
    expect(hers.get_by_role("button", name="Rencontrer quelqu’un d’autre")).to_be_disabled()
    started(hers.goto(on.get_live_url()) and hers)
    hers.get_by_role("button", name="Rencontrer quelqu’un d’autre").click()
    for page in (hers, his):
        expect(page.locator("[data-place=lobby] [data-unpaired]")).to_contain_text("Personne ici", timeout=30_000)
        expect(page.locator("[data-place^=round-]")).to_have_count(0)


def test_two_pages_go_on_together(open_page, on, camille, noe):
    for person in (camille, noe):
        register(person, on)
        enter(person=person, session=on)
    plan(on.rounds.select_related("session").first())
    now = timezone.now()
    on.rounds.filter(number=1).update(starts_at=now - timedelta(minutes=4), ends_at=now + timedelta(seconds=45))
    hers, his = (open_page(person, on.get_live_url()) for person in (camille, noe))
    more = [page.get_by_role("button", name="Prolonger") for page in (hers, his)]
    for button in more:
        expect(button).to_be_visible(timeout=30_000)
    more[0].click()
    expect(hers.locator(".pairing-more")).to_contain_text("Noté, en privé")
    expect(his.locator(".pairing-more")).not_to_contain_text("Noté")
    more[1].click()
    for page in (hers, his):
        expect(page.locator("[data-extended]")).to_be_visible()
        assert float(page.locator("[data-place^=round-]").get_attribute("data-until")) > now.timestamp() + 100
