"""What holds on every page: for assistive technology, on a phone, by keyboard, on a slow line."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.build import make_message, make_post, make_tag, make_thread

FIRST_LOAD = 100_000  # bytes, as they travel
REQUESTS = 16
SMALLEST_TARGET = 44  # px, on a phone
LONG_WORDS = "Assemblage par friction-malaxage : paramètres anticonstitutionnellement longs du 6082-T651"


@pytest.fixture
def addresses(board, camille, noe, room):
    """The pages of the walk, by name."""
    tags = [make_tag(name, "") for name in ("traitement thermique", "santé et sécurité", "robotique collaborative")]
    thread = make_thread(
        noe, board, title=LONG_WORDS, body="Une *question*.\n\n| a | b |\n|---|---|\n| 1 | 2 |", tags=tags
    )
    for number in range(3):
        make_post(thread, noe, f"Réponse {number} : `G54`, **480 °C**.\n\n> une citation\n\n- un\n- deux")
        make_message(room, noe, f"Relevé {number} du four 2.")
    return {
        "home": "/",
        "boards": "/babillards/",
        "board": board.get_absolute_url(),
        "latest": "/fils/",
        "tag": tags[0].get_absolute_url(),
        "thread": thread.get_absolute_url(),
        "composer": f"/babillards/{board.slug}/nouveau/",
        "rooms": "/salons/",
        "room": room.get_absolute_url(),
        "profile": "/compte/profil/",
        "security": "/compte/securite/",
        "email": "/compte/securite/courriel/",
        "application": "/compte/securite/application/",
        "person": camille.get_absolute_url(),
        "company": camille.company.get_absolute_url(),
        "companies": "/entreprises/",
        "notifications": "/notifications/",
        "report": f"/signaler/thread/{thread.pk}/",
    }


GUEST_PAGES = {"home", "boards", "board", "latest", "tag", "thread", "company", "companies"}


def violations(page, dark):
    # Colours are all that differs in the dark.
    found = Axe().run(page, options={"runOnly": ["cat.color"]} if dark else None).response["violations"]
    return [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found if rule["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious(open_page, addresses, camille, dark):
    page = open_page(camille, None, dark=dark)
    guest = open_page(None, None, dark=dark)
    found = {}
    for name, address in addresses.items():
        page.goto(address)
        page.wait_for_load_state("networkidle") if name not in ("room",) else page.wait_for_timeout(500)
        found[name] = violations(page, dark)
        if name in GUEST_PAGES:
            guest.goto(address)
            found[f"{name} as a guest"] = violations(guest, dark)
    for address in ("/compte/connexion/", "/compte/inscription/", "/compte/mot-de-passe/oublie/", "/vie-privee/"):
        guest.goto(address)
        found[address] = violations(guest, dark)
    assert {name: rules for name, rules in found.items() if rules} == {}


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_scrolls_sideways(open_page, addresses, camille, width):
    page = open_page(camille, None, width=width)
    guest = open_page(None, None, width=width)
    wide = []
    for name, address in addresses.items():
        for reader in (page, guest) if name in GUEST_PAGES else (page,):
            reader.goto(address)
            if reader.evaluate("document.documentElement.scrollWidth") > width:
                wide.append(name)
    assert wide == []


def test_thumbs_meet_targets_of_their_size(open_page, addresses, camille):
    page = open_page(camille, None, width=360, height=740, touch=True)
    small = {}
    for name, address in addresses.items():
        page.goto(address)
        small[name] = page.evaluate(TOO_SMALL, SMALLEST_TARGET)
    assert {name: found for name, found in small.items() if found} == {}


# What a thumb meets is the box, and what ::after adds around it.
TOO_SMALL = """smallest => {
  const meets = (element) => {
    const box = element.getBoundingClientRect();
    const around = getComputedStyle(element, "::after");
    const grown = (side) => (around.position === "absolute" ? Math.max(0, -parseFloat(around[side]) || 0) : 0);
    const height = box.height + grown("top") + grown("bottom");
    const width = box.width + grown("left") + grown("right");
    return height >= smallest - 0.5 && width >= smallest - 0.5;
  };
  return [...document.querySelectorAll("button, .button, .button-icon, .nav-item, .menu-item, .input")]
    .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width && !meets(element))
    .map((element) => element.outerHTML.slice(0, 120));
}"""


def test_the_first_load_of_a_thread_is_light(open_page, addresses, camille):
    page = open_page(camille, None)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    requests, sizes = [], []
    session.on("Network.requestWillBeSent", lambda event: requests.append(event["request"]["url"]))
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(addresses["thread"])
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)
    fetched = [url for url in requests if not url.startswith("data:")]
    print(f"first load of a thread: {sum(sizes):.0f} bytes in {len(fetched)} requests")
    assert sum(sizes) < FIRST_LOAD
    assert len(fetched) <= REQUESTS, fetched
    assert {urlsplit(url).hostname for url in fetched} == {"localhost"}


def test_a_question_is_asked_by_keyboard_alone(open_page, board, camille):
    make_tag("soudage", "welding")
    page = open_page(camille, f"/babillards/{board.slug}/nouveau/")
    press(page, "Tab")
    expect(page.locator(".skip")).to_be_focused()
    press(page, "Enter")
    reach(page, "[name=kind]")
    reach(page, "[name=title]")
    page.keyboard.type("Au clavier seulement?")
    reach(page, "textarea[name=body]")
    page.keyboard.type("Oui.")
    reach(page, "[role=combobox], [name=tags]")
    page.keyboard.type("soud")
    expect(page.get_by_role("option", name="soudage")).to_be_visible()
    press(page, "ArrowDown")
    press(page, "Enter")
    reach(page, ".new-thread button.button-primary")
    press(page, "Enter")
    expect(page.locator("h1")).to_have_text("Au clavier seulement?")


def test_a_menu_opens_and_closes_by_keyboard(open_page, thread, camille):
    page = open_page(camille, thread.get_absolute_url())
    link = page.locator(".post [data-menu]").first
    link.focus()
    press(page, "Enter")
    expect(page.locator(".menu:popover-open")).to_be_visible()
    press(page, "ArrowDown")
    press(page, "Escape")
    expect(page.locator(".menu:popover-open")).to_have_count(0)
    expect(link).to_be_focused()


def press(page, key):
    page.keyboard.press(key)


def reach(page, selector):
    """Press Tab until this has the focus, and see that the focus shows."""
    for _ in range(40):
        press(page, "Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            break
    else:
        raise AssertionError(f"Tab does not reach {selector}")
    assert page.evaluate(RINGED)


RINGED = """() => {
  for (let e = document.activeElement; e && e !== document.body; e = e.parentElement) {
    if (getComputedStyle(e).outlineStyle !== "none") return true;
  }
  return false;
}"""
