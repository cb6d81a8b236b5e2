"""Rooms of two people: who may open one, what each sees of it, and what nobody does there."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import close_account
from chat import directs
from chat.actions import archive_room, choose_level, read_room
from chat.direct_actions import open_direct
from chat.group_actions import ban_author, invite, leave_room, remove_member, rename_group
from chat.models import Room, rooms_in_navigation
from notifications.models import Notification
from tests.at_once import at_once
from tests.build import make_message, make_user, unread_of


@pytest.fixture(autouse=True)
def acquainted(monkeypatch):
    """Everyone knows everyone, but Léa nobody."""
    reason = lambda person, other: "Léa Bouchard" not in (person.name, other.name)  # noqa: E731
    monkeypatch.setattr(directs, "_reasons", [lambda person, other: False, reason])


@pytest.fixture
def direct(camille, noe):
    return open_direct(by=camille, person=noe)


def told(person):
    rows = Notification.objects.filter(recipient=person, read_at=None).order_by("pk")
    return [(row.kind, row.number) for row in rows]


# ---- Opening it ---------------------------------------------------------------------------


def test_two_people_have_one_room_whoever_opens_it(direct, camille, noe):
    assert open_direct(by=noe, person=camille) == direct == open_direct(by=camille, person=noe)
    assert (set(direct.people.all()), Room.objects.count()) == ({camille, noe}, 1)
    assert direct.direct_key == f"{camille.pk}-{noe.pk}"


def test_only_those_whom_something_brought_together_and_who_may_write(camille, noe, lea):
    sam = make_user("Sam Roy", suspended_until=timezone.now() + timedelta(days=1))
    for by, person in ((camille, lea), (lea, camille), (camille, camille), (camille, sam), (sam, camille)):
        with pytest.raises(PermissionDenied):
            open_direct(by=by, person=person)
    assert not Room.objects.exists()


def test_the_button_stands_on_the_page_of_who_may_be_written_to(client_of, camille, noe, lea):
    browser = client_of(camille)
    offered = {
        person.name: reverse("chat:open_direct", args=[person.pk])
        in browser.get(person.get_absolute_url()).content.decode()
        for person in (camille, noe, lea)
    }
    assert offered == {"Camille Gauthier": False, "Noé Tremblay": True, "Léa Bouchard": False}
    answer = browser.post(reverse("chat:open_direct", args=[noe.pk]))
    assert answer.url == Room.objects.get().get_absolute_url()
    assert browser.post(reverse("chat:open_direct", args=[lea.pk])).status_code == 403
    assert browser.post(reverse("chat:open_direct", args=[10**9])).status_code == 404


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_both_who_open_it_at_once_come_into_the_same_room(camille, noe):
    pairs = [(camille, noe), (noe, camille)] * 2
    rooms = at_once(*(lambda by=by, person=person: open_direct(by=by, person=person) for by, person in pairs))
    assert len(set(rooms)) == 1
    assert set(Room.objects.get().people.all()) == {camille, noe}


# ---- What each sees -----------------------------------------------------------------------


def test_each_reader_sees_the_name_of_the_other(direct, client_of, camille, noe):
    make_message(direct, camille)
    for reader, other in ((camille, noe), (noe, camille)):
        browser = client_of(reader)
        page = browser.get(direct.get_absolute_url()).content.decode()
        assert f'<h1><a href="{other.get_absolute_url()}">{other.name}</a></h1>' in page
        assert f"<title>{other.name} ·" in page
        assert other.name in browser.get(reverse("chat:rooms")).content.decode()
        assert [room.name for room in rooms_in_navigation(reader.pk)] == [other.name]
        assert other.name in browser.get(reverse("chat:about", args=[direct.slug])).content.decode()


def test_a_list_asks_once_for_all_the_others(client_of, camille, noe):
    browser, asked = client_of(camille), []
    for n in range(3):
        open_direct(by=camille, person=make_user(f"Membre {n}", email=f"m{n}@example.org"))
        browser.get(reverse("chat:rooms"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("chat:rooms"))
        asked.append(len(queries))
    assert asked[0] == asked[2]


def test_nobody_else_sees_it(direct, client_of, camille, lea):
    make_message(direct, camille, "Prix confidentiel.")
    rose = make_user("Rose Roy", is_superuser=True, is_staff=True)
    for stranger in (lea, rose):
        browser = client_of(stranger)
        assert browser.get(direct.get_absolute_url()).status_code == 404
        assert list(Room.objects.listed_for(stranger)) == []
        assert direct.get_absolute_url() not in browser.get("/recherche/?q=confidentiel").content.decode()


def test_search_tells_where_it_was_said_without_a_name_of_its_own(direct, client_of, camille, noe):
    make_message(direct, camille, "Le prix du lingot.")
    page = client_of(noe).get("/recherche/?q=lingot").content.decode()
    assert (direct.get_absolute_url() in page, "Conversation privée" in page) == (True, True)


# ---- What is told -------------------------------------------------------------------------


def test_the_other_is_told_of_what_they_have_not_read_once(direct, client_of, camille, noe):
    make_message(direct, camille)
    second = make_message(direct, camille)
    assert (told(noe), told(camille)) == ([("direct_message", 2)], [])
    assert unread_of([noe.pk]) == {noe.pk: 2}
    assert "Camille Gauthier vous a écrit" in client_of(noe).get(reverse("notifications:list")).content.decode()
    read_room(person=noe, room=second.room, number=2)
    assert told(noe) == []
    make_message(direct, camille)
    assert told(noe) == [("direct_message", 3)]


def test_a_call_by_name_is_told_instead(direct, camille, noe):
    make_message(direct, camille, f"@[Noé](/personnes/{noe.pk}/), le prix?")
    assert [kind for kind, _number in told(noe)] == ["room_mention"]


@pytest.mark.parametrize("level", ["mentions", "nothing"])
def test_who_wants_to_hear_less_is_not_told(direct, camille, noe, level):
    choose_level(person=noe, room=direct, level=level)
    make_message(direct, camille)
    assert told(noe) == []


# ---- What nobody does there ---------------------------------------------------------------


def test_nobody_invites_renames_archives_or_leaves(direct, camille, noe, lea):
    refused = [
        lambda: invite(by=camille, room=direct, people=[lea]),
        lambda: remove_member(by=camille, room=direct, person=noe),
        lambda: rename_group(by=camille, room=direct, name="À nous", description=""),
        lambda: archive_room(by=camille, room=direct),
        lambda: leave_room(person=camille, room=direct),
    ]
    for change in refused:
        with pytest.raises(PermissionDenied):
            change()


def test_who_leaves_the_site_leaves_the_words_without_a_name(direct, client_of, camille, noe):
    make_message(direct, noe, "Je pars.")
    close_account(person=noe)
    for address in (direct.get_absolute_url(), reverse("chat:rooms")):
        page = client_of(camille).get(address).content.decode()
        assert ("Conversation privée" in page, "Noé" in page) == (True, False)


def test_who_was_removed_by_a_moderator_does_not_come_back(direct, camille, noe):
    message = make_message(direct, noe)
    ban_author(by=make_user("Rose Roy", is_superuser=True, is_staff=True), message=message)
    with pytest.raises(PermissionDenied):
        open_direct(by=noe, person=camille)
