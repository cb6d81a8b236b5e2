"""A canary in everything that is hidden, held back, removed or private: who may not read it never hears of it."""

import re

import pytest
from django.contrib.auth.models import Permission

from accounts.actions import close_account, update_profile
from accounts.models import User
from chat.actions import hide_message, remove_message
from chat.models import Room, RoomBan
from forum.models import Board
from forum.moderating.actions import arrange_thread, hide_post, hide_thread
from tests.access import READERS
from tests.build import (
    make_attachment,
    make_company,
    make_message,
    make_post,
    make_room,
    make_session,
    make_thread,
    make_user,
)

MEMBERS = set(READERS) - {"guest"}
MODERATORS = {"moderator", "administrator"}


@pytest.fixture
def canaries(world, people, camille, noe, sylvie):
    """Return {canary: who finds it}, each in the title or the words of a row of its own."""
    open_board, private = Board.objects.get(slug=world["board"][0]), Board.objects.get(slug=world["board private"][0])
    public, group = make_room(name_fr="Causerie"), Room.objects.get(is_group=True, is_hosted=False)
    private.moderators.add(noe)
    make_thread(noe, open_board, title="Gryzolak", body="Gryzolak visible.")
    hide_thread(by=sylvie, thread=make_thread(noe, open_board, title="Brontexif", body="Le brontexif."))
    make_thread(noe, private, title="Wolpertuk", body="Le wolpertuk.")
    moved = make_thread(noe, open_board, title="Quizzelor", body="Le quizzelor.")
    same = {"title": moved.title, "kind": moved.kind, "tags": [], "pinned_until": None}
    open_board.moderators.add(noe)
    arrange_thread(by=noe, thread=moved, board=private, **same)
    for board in (open_board, private):
        board.moderators.set([sylvie])
    shown = make_thread(noe, open_board, title="Ordinaire")
    hide_post(by=sylvie, post=make_post(shown, noe, "Le fandripol."))
    make_message(public, noe, "Le jaxomire.")
    remove_message(by=noe, message=make_message(public, noe, "Le klaverpun."))
    sylvie.user_permissions.add(Permission.objects.get(codename="moderate_room"))
    hide_message(by=User.objects.get(pk=sylvie.pk), message=make_message(public, noe, "Le dromvektu."))
    make_message(group, camille, "Le sylphugor.")
    banned = make_room(name_fr="Interdit")
    message = make_message(banned, noe, "Le tarquilbe.")
    RoomBan.objects.create(room=banned, person=people["member"], message=message)
    update_profile(person=noe, company=None, name="Noé Zephyrbaum", role="Hexlumier", role_shown_to="nobody")
    update_profile(person=User.objects.get(pk=noe.pk), company=None, about="Cromwatil", about_shown_to="nobody")
    close_account(person=make_user("Partie Vornaquis"))
    make_attachment(camille, name="pluvodrax")
    make_sessions()
    return {
        "gryzolak": set(READERS),
        "brontexif": MODERATORS,
        "wolpertuk": MODERATORS,
        "quizzelor": MODERATORS,
        "fandripol": MODERATORS,
        "jaxomire": MEMBERS,
        "klaverpun": set(),
        "dromvektu": MODERATORS,
        "sylphugor": {"colleague"},
        "tarquilbe": MEMBERS - {"member"},
        "zephyrbaum": MEMBERS,
        "hexlumier": set(),
        "cromwatil": set(),
        "vornaquis": set(),
        "pluvodrax": set(),
        "selvanorq": set(READERS),
        "trimodalk": MEMBERS,
        "ubrastofe": {"administrator"},
    }


def make_sessions():
    """Plan three sessions: for everyone, for members, and one that is not published."""
    partner = make_company("Partenaire des séances", is_partner=True)
    planner = make_user("Wim Séguin", company=partner)
    make_session(planner, partner=partner, title_fr="Selvanorq")
    make_session(planner, partner=partner, title_fr="Trimodalk", audience="members")
    make_session(planner, partner=partner, title_fr="Séance", description_fr="Ubrastofe", published=False)


def misspelt(canary):
    """Swap two letters in the middle."""
    return canary[:4] + canary[5] + canary[4] + canary[6:]


def told_of(page, typed):
    """Tell whether a page says anything of what was looked for, apart from the words that were typed."""
    said = re.sub(re.escape(typed), "", re.sub(r"[?&;]q=[^\"&]*", "", page), flags=re.IGNORECASE)
    counts = re.findall(r'class="tab-count">(\d+)', page)
    return "found-row" in page or "<mark>" in page or counts != ["0"] or "search-correction" in said


def test_only_those_who_may_read_it_find_it(client_of, people, canaries):
    wrong = {}
    for reader in READERS:
        browser = client_of(people[reader])
        for canary, finders in canaries.items():
            for typed in (canary, f"{canary} {canary}s"):
                page = browser.get("/recherche/", {"q": typed}).content.decode()
                if told_of(page, typed) != (reader in finders):
                    wrong[reader, typed] = "told of" if reader not in finders else "not found"
    assert wrong == {}


def test_a_misspelt_word_is_corrected_by_titles_and_names_that_one_may_read(client_of, people, canaries):
    titled = {"gryzolak", "brontexif", "wolpertuk", "quizzelor", "zephyrbaum", "selvanorq", "trimodalk"}
    for reader in READERS:
        browser, corrected = client_of(people[reader]), set()
        for canary in canaries:
            page = browser.get("/recherche/", {"q": misspelt(canary)}).content.decode()
            if f"“{canary}”" in page or f"« {canary} »" in page.replace("\u00a0", " "):
                corrected.add(canary)
        assert corrected == {canary for canary in titled if reader in canaries[canary]}, reader


def test_an_address_that_names_a_hidden_place_says_what_an_absent_one_says(client_of, people, world):
    private, group = world["board private"][0], world["group"][0]
    for reader in READERS:
        browser = client_of(people[reader])
        for name, value, may in (("board", private, reader in MODERATORS), ("room", group, reader == "colleague")):
            page = browser.get("/recherche/", {"q": "friction lame plan", name: value}).content.decode()
            absent = browser.get("/recherche/", {"q": "friction lame plan", name: "absent"}).content.decode()
            assert (strip(page, value) == strip(absent, "absent")) != may, (reader, name)


def strip(page, value):
    """Take away what is new on every page, and the value itself."""
    return re.sub(r'nonce="[^"]+"|data-csrf="[^"]+"|csrfmiddlewaretoken" value="[^"]+"', "", page).replace(value, "")


def test_who_keeps_what_they_wrote_to_themselves_is_no_choice_of_the_search(client_of, thread, camille, noe):
    update_profile(person=camille, company=None, writing_shown_to="nobody")
    for browser, is_offered in ((client_of(noe), False), (client_of(camille), True)):
        page = browser.get("/recherche/?q=lame").content.decode()
        assert ("found-row" in page, f'<option value="{camille.pk}"' in page) == (True, is_offered)
        page = browser.get(f"/recherche/?q=lame&author={camille.pk}").content.decode()
        assert ("found-row" in page) == is_offered
