"""A session in three browsers, from registering to the contact card: a host and two who meet."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from networking.live_actions import enter
from networking.table_actions import add_table
from tests.build import make_company, make_session, make_user, register

AGENDA = [
    {"kind": "opening", "minutes": 20, "title_fr": "Mot de bienvenue", "title_en": ""},
    {"kind": "rounds", "minutes": 40, "title_fr": "", "title_en": ""}
    | {"round_count": 4, "round_minutes": 5, "break_seconds": 30},
]


@pytest.fixture
def diane(db):
    return make_user("Diane Simard", company=make_company("Réseau Métal", is_partner=True))


@pytest.fixture
def on(diane):
    return make_session(diane, partner=diane.company, agenda=AGENDA, starts_in=-timedelta(minutes=2))


def register_and_enter(page, *, seeks="", offers=""):
    page.get_by_role("link", name="M’inscrire").click()
    page.locator("textarea[name=seeks]").fill(seeks)
    page.locator("textarea[name=offers]").fill(offers)
    page.locator("main form .button-primary").click()
    page.get_by_role("button", name="Entrer dans la séance").click()
    expect(page.locator("[data-place=lobby] [data-room]")).to_be_visible()


def test_from_registering_to_the_contact_card(open_page, on, diane, camille, noe):
    hers, his, hosts = (open_page(person, on.get_absolute_url()) for person in (camille, noe, diane))
    register_and_enter(hers, seeks="Un soudeur certifié")
    register_and_enter(his, offers="Deux soudeurs, le soir")
    hosts.get_by_role("button", name="Entrer dans la séance").click()
    expect(hosts.locator("[data-clock-now]")).to_have_text("Mot de bienvenue")
    hosts.locator("form[action$='/suite/'] button").click()

    for page in (hers, his):
        expect(page.locator("[data-place^=round-]")).to_be_visible(timeout=60_000)
    expect(hers.locator(".pairing h2")).to_have_text("Noé Tremblay")
    expect(hers.locator(".pairing")).to_contain_text("Deux soudeurs, le soir")
    expect(hosts.locator("[data-place=lobby]")).to_be_visible()
    hers.locator(".pairing .keep button").click()
    expect(hers.locator(".pairing .keep button")).to_have_attribute("aria-pressed", "true")
    his.locator(".pairing .keep button").click()
    expect(his.locator(".pairing .keep")).to_contain_text("Vous êtes en contact.")

    hers.goto(hers.url.partition("/seances/")[0] + "/contacts/")
    expect(hers.locator(".contact")).to_contain_text(noe.email)
    with hers.expect_download() as card:
        hers.locator(".contact a[download]").click()
    assert noe.email in card.value.path().read_text()
    hers.get_by_role("button", name="Écrire").click()
    expect(hers.locator(".room-title h1")).to_have_text("Noé Tremblay")


def test_a_host_seats_people_from_the_console_which_keeps_what_is_typed(open_page, diane, camille, noe):
    tables = [{"kind": "tables", "minutes": 30, "title_fr": "", "title_en": ""}]
    on = make_session(diane, partner=diane.company, agenda=tables, starts_in=-timedelta(minutes=2))
    for person in (camille, noe):
        register(person, on)
    for person in (camille, noe, diane):
        enter(person=person, session=on)
    table = add_table(by=diane, session=on, topic_fr="Ébavurage", topic_en="", seats=4, video_url="")
    hers = open_page(camille, on.get_live_url())
    expect(hers.locator("[data-place=lobby]")).to_be_visible()
    console = open_page(diane, reverse("networking:console", args=[on.pk]))
    console.locator("textarea[name=body]").fill("Encore deux minutes")
    console.get_by_label("Camille Gauthier").check()
    console.locator("select[name=table]").select_option(str(table.pk))
    console.get_by_role("button", name="Déplacer").click()
    expect(console.locator(".note")).to_contain_text("est assise à")
    expect(console.locator(".console-group", has_text="Ébavurage")).to_contain_text("Camille Gauthier")
    expect(console.locator("textarea[name=body]")).to_have_value("Encore deux minutes")
    expect(hers.locator(f"[data-place=table-{table.pk}] [data-room]")).to_be_visible()

    console.get_by_label("Noé Tremblay").check()
    add_table(by=diane, session=on, topic_fr="Anodisation", topic_en="", seats=4, video_url="")
    expect(console.locator(".console-group", has_text="Anodisation")).to_be_visible()
    expect(console.get_by_label("Noé Tremblay")).to_be_checked()
    console.get_by_role("button", name="Au hasard").click()
    expect(console.locator(".console-group", has_text="Ébavurage")).to_contain_text("Noé Tremblay")
    console.get_by_role("button", name="Le dire partout").click()
    expect(hers.locator(f"[data-place=table-{table.pk}]")).to_contain_text("Encore deux minutes")
    expect(console.locator("textarea[name=body]")).to_have_value("")
