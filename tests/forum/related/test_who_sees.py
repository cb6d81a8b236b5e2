"""Hidden and private threads, for every reader: never similar, related or mentioning to who may not read them."""

import re

import pytest

from forum.models import Board
from forum.moderating.actions import hide_post, hide_thread
from tests.access import READERS
from tests.build import make_post, make_thread

MODERATORS = {"moderator", "administrator"}


@pytest.fixture
def canaries(world, noe, sylvie):
    """Return (a public thread, {canary: who sees it}): threads that say the same as it and link to it."""
    boards = {word: Board.objects.get(slug=world[word][0]) for word in ("board", "board private")}
    about = make_thread(noe, boards["board"], title="Fraisage trochoïdal des pochettes")
    boards["board private"].moderators.add(noe)
    made = {
        name: make_thread(noe, boards[word], title=f"{name} du fraisage trochoïdal", body=f"[là](/fils/{about.pk}/)")
        for name, word in (("Gryzolak", "board"), ("Brontexif", "board"), ("Wolpertuk", "board private"))
    }
    boards["board private"].moderators.set([sylvie])
    hide_thread(by=sylvie, thread=made["Brontexif"])
    shown = make_thread(noe, boards["board"], title="Fandripol", body="Rien.")
    hide_post(by=sylvie, post=make_post(shown, noe, f"Le fraisage trochoïdal [là](/fils/{about.pk}/)"))
    return about, {"Gryzolak": set(READERS), "Brontexif": set(), "Wolpertuk": MODERATORS, "Fandripol": set()}


def test_only_those_who_may_read_them_hear_of_them(client_of, people, canaries):
    about, seen_by = canaries
    wrong = {}
    for reader in READERS:
        browser, seen = client_of(people[reader]), [name for name in seen_by if reader in seen_by[name]]
        doors = {"around": f"/fils/{about.pk}/autour/", "similar": "/fils/semblables/?q=fraisage trochoïdal"}
        for door, address in doors.items():
            page = browser.get(address).content.decode()
            if reader == "guest" and door == "similar":
                continue
            told = {name for name in seen_by if name in page}
            # Their number neither: the public thread stands among the similar ones itself.
            rows = len(re.findall("near-row", page)) - (1 if door == "similar" else len(seen))
            if (told, rows) != (set(seen), len(seen)):
                wrong[reader, door] = told, rows
    assert wrong == {}
