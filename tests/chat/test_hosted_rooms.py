"""Rooms that another part of the site opens, peoples and closes: who reads and writes, where they are not listed."""

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chat.actions import archive_room, edit_message
from chat.group_actions import hand_over, invite, leave_room, remove_member, rename_group
from chat.hosted_rooms import RoomPlan, add_people, close_rooms, mute, open_rooms, take_out_people, unmute
from chat.models import Room, rooms_in_navigation
from notifications.models import Notification
from tests.build import make_group_room, make_message, make_user, unread_of
from tests.sockets import open_page


@transaction.atomic
def host(*people, name="Table 4"):
    [room] = open_rooms([RoomPlan(name, "", people)])
    return room


def in_transaction(action, *arguments):
    with transaction.atomic():
        return action(*arguments)


@pytest.fixture
def table(camille, noe):
    return host(camille, noe)


def questions(action, *arguments):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        in_transaction(action, *arguments)
    return len(asked)


# ---- Opening ------------------------------------------------------------------------------


def test_a_hundred_rooms_of_two_cost_a_handful_of_queries(camille, noe):
    pair = RoomPlan("Jumelage", "Pairing", [camille, noe])
    # SQLite takes a thousand values at once.
    assert questions(open_rooms, [pair] * 100) <= questions(open_rooms, [pair]) + 2
    assert Room.objects.filter(is_group=True, is_hosted=True, people=noe).count() == 101


def test_rooms_come_in_the_order_of_their_plans_at_addresses_that_nobody_guesses(camille, noe, lea):
    rooms = in_transaction(open_rooms, [RoomPlan("Un", "One", [camille, noe]), RoomPlan("Deux", "", [lea])])
    assert [(room.name_fr, set(room.people.all())) for room in rooms] == [("Un", {camille, noe}), ("Deux", {lea})]
    assert [len(room.slug) for room in rooms] == [16, 16]


def test_only_who_takes_part_sees_it_and_it_is_found_at_its_address(table, client_of, camille, lea):
    rose = make_user("Rose Roy", is_superuser=True, is_staff=True)
    doors = [table.get_absolute_url(), reverse("chat:about", args=[table.slug])]
    for reader, status in ((camille, 200), (lea, 404), (rose, 404)):
        assert [client_of(reader).get(door).status_code for door in doors] == [status, status]


def test_it_is_neither_listed_nor_counted_among_ones_rooms(table, client_of, camille, noe):
    group = make_group_room(camille, noe)
    for room in (table, group):
        make_message(room, camille)
    page = client_of(noe).get(reverse("chat:rooms")).content.decode()
    assert (group.name in page, table.name in page) == (True, False)
    assert rooms_in_navigation(noe.pk) == [group]
    assert unread_of([noe.pk]) == {noe.pk: 1}
    assert client_of(noe).get(reverse("live:counters")).json()["counters"]["rooms"] == 1


def test_its_words_are_found_by_who_takes_part_alone(table, client_of, camille, noe, lea):
    make_message(table, camille, "La soudure par friction-malaxage.")
    found = lambda who: table.get_absolute_url() in client_of(who).get("/recherche/?q=malaxage").content.decode()  # noqa: E731
    assert (found(noe), found(lea)) == (True, False)


def test_a_mention_leads_into_the_room(table, client_of, camille, noe, lea):
    message = make_message(table, camille, f"@[Noé](/personnes/{noe.pk}/), @[Léa](/personnes/{lea.pk}/)")
    [told] = Notification.objects.filter(kind="room_mention")
    assert told.recipient == noe
    answer = client_of(noe).post(reverse("notifications:open", args=[told.pk]))
    assert answer.url == message.get_absolute_url()


# ---- What its members may not do ----------------------------------------------------------


def test_nobody_invites_removes_hands_over_renames_archives_or_leaves(table, client_of, camille, noe, lea):
    refused = [
        lambda: invite(by=camille, room=table, people=[lea]),
        lambda: remove_member(by=camille, room=table, person=noe),
        lambda: hand_over(by=camille, room=table, person=noe),
        lambda: rename_group(by=camille, room=table, name="À nous", description=""),
        lambda: archive_room(by=camille, room=table),
        lambda: leave_room(person=camille, room=table),
    ]
    for change in refused:
        with pytest.raises(PermissionDenied):
            change()
    assert client_of(camille).get(reverse("chat:invite", args=[table.slug])).status_code == 403
    page = client_of(camille).get(reverse("chat:about", args=[table.slug])).content.decode()
    assert "Noé Tremblay" in page
    for offered in ("chat:invite", "chat:rename", "chat:archive", "chat:leave", "chat:choose_level"):
        assert reverse(offered, args=[table.slug]) not in page
    table.refresh_from_db()
    assert (set(table.people.all()), table.name_fr, table.archived_at) == ({camille, noe}, "Table 4", None)


# ---- Who comes and goes -------------------------------------------------------------------


def test_who_comes_later_has_all_that_was_said_and_only_what_follows_is_new(table, client_of, camille, lea):
    make_message(table, camille, "Avant elle.")
    in_transaction(add_people, Room.objects.get(), [lea, camille])
    page = client_of(lea).get(table.get_absolute_url()).content.decode()
    assert ("Avant elle." in page, "Nouveaux messages" in page) == (True, False)
    make_message(table, camille, "Après.")
    assert "Nouveaux messages" in client_of(lea).get(table.get_absolute_url()).content.decode()


def test_who_is_taken_out_neither_reads_nor_writes(table, client_of, camille, noe):
    in_transaction(take_out_people, table, [noe])
    assert client_of(noe).get(table.get_absolute_url()).status_code == 404
    assert client_of(noe).post(reverse("chat:send", args=[table.slug]), {"body": "Encore moi."}).status_code == 404
    assert client_of(camille).get(table.get_absolute_url()).status_code == 200


@pytest.mark.django_db(transaction=True)
async def test_the_pages_of_who_is_taken_out_stop_hearing(table, camille, noe):
    async with open_page(noe, table.topic) as page:
        await database_sync_to_async(in_transaction)(take_out_people, table, [noe])
        assert await page.receive_frame("gone") == {"topic": table.topic, "gone": True}
        await database_sync_to_async(make_message)(table, camille)
        with pytest.raises(TimeoutError):
            await page.receive_frame("changes", within=0.5)


# ---- Who only reads -----------------------------------------------------------------------


def test_who_is_muted_reads_and_does_not_write(table, client_of, camille, noe):
    message = make_message(table, noe, "Un mot de trop.")
    in_transaction(mute, table, noe)
    said = "Vous ne pouvez que lire dans ce salon"
    page = client_of(noe).get(table.get_absolute_url()).content.decode()
    assert ("Un mot de trop." in page, said in page, "data-chat" in page) == (True, True, False)
    answer = client_of(noe).post(
        reverse("chat:send", args=[table.slug]),
        {"body": "Encore.", "client_id": "5f0f3bd2-2f4c-4d3a-9a53-0b0a2f6b8a11"},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, said in answer.json()["errors"][0]) == (403, True)
    with pytest.raises(PermissionDenied):
        edit_message(by=noe, message=message, body="Autre chose.")
    make_message(table, camille)
    in_transaction(unmute, table, noe)
    make_message(table, noe, "Merci.")


def test_only_hosted_rooms_ask_who_is_muted(table, client_of, camille):
    group = make_group_room(camille)
    asked = []
    for room in (group, table):
        client_of(camille).get(room.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client_of(camille).get(room.get_absolute_url())
        asked.append(len(queries))
    assert asked[1] == asked[0] + 1


# ---- The end ------------------------------------------------------------------------------


def test_closed_rooms_can_be_read_and_not_written_in(table, client_of, camille, noe):
    make_message(table, camille, "À bientôt.")
    in_transaction(close_rooms, [table])
    page = client_of(noe).get(table.get_absolute_url()).content.decode()
    assert ("À bientôt." in page, "Ce salon est fermé" in page, "data-chat" in page) == (True, True, False)
    with pytest.raises(PermissionDenied):
        make_message(table, camille)


def test_a_room_is_closed_once(table):
    in_transaction(close_rooms, [table])
    closed = Room.objects.get()
    in_transaction(close_rooms, [table])
    room = Room.objects.get()
    assert (room.version, room.archived_at, room.events.count()) == (closed.version, closed.archived_at, 1)


def test_each_room_more_that_closes_costs_two_queries(camille, noe):
    first = in_transaction(open_rooms, [RoomPlan("Jumelage", "", [camille, noe])])
    others = in_transaction(open_rooms, [RoomPlan("Jumelage", "", [camille, noe])] * 11)
    assert questions(close_rooms, others) - questions(close_rooms, first) == 20


@pytest.mark.django_db(transaction=True)
async def test_open_pages_see_that_the_room_closes(table, noe):
    async with open_page(noe, table.topic) as page:
        await database_sync_to_async(in_transaction)(close_rooms, [table])
        [change] = (await page.receive_frame("changes"))["changes"]
        assert "Ce salon est fermé" in change["html"]


# ---- As a part of another page ------------------------------------------------------------


def test_another_page_takes_the_room_in_under_a_heading_of_its_own(table, client_of, camille, lea):
    make_message(table, camille, "Bonjour.")
    page = client_of(camille).get(table.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in page, "<h1" in page, "<h2>Table 4</h2>" in page, "Bonjour." in page) == (
        False,
        False,
        True,
        True,
    )
    assert f'id="room-{table.pk}-body"' in page
    assert client_of(lea).get(table.get_absolute_url(), headers={"HX-Request": "true"}).status_code == 404
