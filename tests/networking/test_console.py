"""The console of the tables: hosts see everyone, move, mute and spread people, speak to all tables and close them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from chat.actions import send_message
from chat.models import Message
from content.text import AlreadySent
from networking.console_actions import close_tables_in, move_people, mute_people, spread_people, tell_tables
from networking.live_actions import enter, leave
from networking.models import Attendance, Session
from networking.table_actions import add_table, lock_table, sit_down
from networking.talk_actions import ask
from tests.build import make_user, register
from tests.networking.conftest import SAID
from tests.networking.test_tables import people_at, url
from tests.networking.test_talk import heard
from tests.sockets import open_page


def write(person, room):
    return send_message(author=person, room=room, body="Bonjour", client_id=uuid4())


def test_a_host_moves_people_at_once_and_all_pages_hear_it_in_one_frame(on, table, diane, camille, noe, lea):
    other = add_table(by=diane, session=on, **SAID)
    for person in (camille, noe):
        sit_down(person=person, table=table)
    on.refresh_from_db()
    move_people(by=diane, session=on, people=[camille, noe], table=other)
    assert (people_at(table), people_at(other)) == ([], ["Camille", "Noé"])
    assert heard(on, on.version) == {table.live_key: True, other.live_key: True}
    move_people(by=diane, session=on, people=[noe])
    assert (people_at(other), other.room.people.count()) == (["Camille"], 1)
    with pytest.raises(PermissionDenied):
        move_people(by=camille, session=on, people=[lea], table=table)


def test_all_of_them_find_a_seat_or_nobody_moves(table, diane, on, camille, noe, lea):
    with pytest.raises(PermissionDenied, match="2"):
        move_people(by=diane, session=on, people=[camille, noe, lea], table=table)
    leave(person=noe, session=on)
    with pytest.raises(PermissionDenied, match="Noé"):
        move_people(by=diane, session=on, people=[camille, noe], table=table)
    assert people_at(table) == []


def test_a_host_seats_people_at_a_locked_table(table, diane, on, camille, noe):
    sit_down(person=camille, table=table)
    lock_table(by=camille, table=table, on=True)
    move_people(by=diane, session=on, people=[camille, noe], table=table)
    assert people_at(table) == ["Camille", "Noé"]


def test_who_is_muted_reads_at_the_table_in_the_lobby_at_the_next_table_and_after_coming_back(
    on, table, diane, camille, noe
):
    other = add_table(by=diane, session=on, **SAID)
    for person in (camille, noe):
        sit_down(person=person, table=table)
    mute_people(by=diane, session=on, people=[camille], on=True)
    write(noe, table.room)
    for seat_at in (table, other):
        sit_down(person=camille, table=seat_at)
        with pytest.raises(PermissionDenied):
            write(camille, seat_at.room)
    leave(person=camille, session=on)
    enter(person=camille, session=on)
    with pytest.raises(PermissionDenied):
        write(camille, on.lobby)
    sit_down(person=camille, table=other)
    mute_people(by=diane, session=on, people=[camille], on=False)
    write(camille, other.room)
    write(camille, on.lobby)


def test_spreading_seats_those_who_are_here_and_no_host(on, table, diane, camille, noe, lea):
    gone, away = make_user("Olga Roy"), make_user("Yves Hébert")
    for person in (gone, away):
        register(person, on)
        enter(person=person, session=on)
    leave(person=gone, session=on)
    Attendance.objects.filter(person=away).update(seen_at=timezone.now() - timedelta(minutes=2))
    assert spread_people(by=diane, session=on, by_interest=False) == (2, 1)
    on.refresh_from_db()
    assert set(people_at(table)) < {"Camille", "Noé", "Léa"}
    add_table(by=diane, session=on, **SAID)
    assert spread_people(by=diane, session=on, by_interest=False) == (1, 0)
    assert spread_people(by=diane, session=on, by_interest=True) == (0, 0)
    with pytest.raises(PermissionDenied):
        spread_people(by=camille, session=on, by_interest=False)


def test_spreading_by_interest_reads_what_people_seek_and_offer(on, diane, camille, noe, lea):
    robots = add_table(by=diane, session=on, **{**SAID, "topic_fr": "Robots de soudage", "seats": 6})
    anodising = add_table(by=diane, session=on, **{**SAID, "topic_fr": "Anodisation et finition", "seats": 6})
    for person, seeks in ((camille, "Une cellule de soudage robotisée"), (noe, "Un anodiseur"), (lea, "anodiser vite")):
        on.registrations.filter(person=person).update(seeks=seeks)
    for name in ("Olga Roy", "Yves Hébert", "Rita Roy"):
        register(person := make_user(name), on, offers="Soudage par robot")
        enter(person=person, session=on)
    on.refresh_from_db()
    assert spread_people(by=diane, session=on, by_interest=True) == (6, 0)
    assert (set(people_at(anodising)), len(people_at(robots))) == ({"Noé", "Léa"}, 4)


def test_a_message_reaches_each_table_where_people_sit_once(on, table, diane, camille, noe):
    other, _free = (add_table(by=diane, session=on, **SAID) for _ in range(2))
    sit_down(person=camille, table=table)
    sit_down(person=noe, table=other)
    said = {"by": diane, "session": on, "body": "Encore **deux** minutes", "client_id": uuid4()}
    assert tell_tables(**said) == tell_tables(**said) == 2
    assert set(Message.objects.values_list("room", flat=True)) == {table.room.pk, other.room.pk}
    with pytest.raises(AlreadySent):
        tell_tables(**{**said, "body": "Autre chose"})
    with pytest.raises(PermissionDenied):
        tell_tables(**{**said, "by": camille, "client_id": uuid4()})


@pytest.mark.django_db(transaction=True)
async def test_those_who_sit_there_hear_the_message_at_once(on, table, diane, camille):
    await database_sync_to_async(sit_down)(person=camille, table=table)
    async with open_page(camille, table.room.topic) as page:
        await database_sync_to_async(tell_tables)(by=diane, session=on, body="Deux minutes", client_id=uuid4())
        frame = await page.receive_frame(holding="changes")
    assert "Deux minutes" in frame["changes"][0]["html"]


def test_nobody_at_a_table_hears_nothing_and_the_host_is_told(on, table, diane):
    with pytest.raises(PermissionDenied):
        tell_tables(by=diane, session=on, body="Bonjour", client_id=uuid4())


def test_the_tables_close_after_a_countdown_and_what_follows_moves(on, diane, camille):
    before = [part.minutes for part in on.segments.all()]
    close_tables_in(by=diane, session=on, minutes=2)
    tables, closing = on.segments.all()
    assert abs(tables.ends_at - timezone.now() - timedelta(minutes=2)) < timedelta(seconds=30)
    assert closing.starts_at == tables.ends_at
    assert closing.ends_at - closing.starts_at == timedelta(minutes=before[1])
    on.refresh_from_db()
    assert heard(on, on.version - 1) == {"agenda": True}
    Session.objects.filter(pk=on.pk).update(starts_at=timezone.now())
    on.segments.filter(kind="tables").update(kind="talk")
    with pytest.raises(PermissionDenied):
        close_tables_in(by=diane, session=on, minutes=2)


def test_the_page_shows_everyone_and_where_they_sit(on, table, client_of, diane, camille, noe):
    sit_down(person=camille, table=table)
    mute_people(by=diane, session=on, people=[noe], on=True)
    page = client_of(diane).get(url("console", on.pk)).content.decode()
    groups = page.split("<fieldset")[1:]
    assert ["Noé Tremblay" in group for group in groups] == [True, False]
    assert ["Camille Gauthier" in group for group in groups] == [False, True]
    assert [group.count("badge-warn") for group in groups] == [1, 0]
    part = client_of(diane).get(url("console", on.pk), headers={"HX-Request": "true"}).content.decode()
    assert "<fieldset" in part
    assert "<html" not in part


def test_buttons_work_without_a_script_and_keep_what_was_checked(on, table, client_of, diane, camille, noe, lea):
    browser = client_of(diane)
    wrong = browser.post(url("move_people", on.pk), {"people": [camille.pk, noe.pk, lea.pk], "table": table.pk})
    assert wrong.status_code == 403
    assert wrong.content.decode().count(" checked>") == 3
    moved = browser.post(url("move_people", on.pk), {"people": [camille.pk, noe.pk], "table": table.pk}, follow=True)
    assert "2\xa0personnes sont assises" in moved.content.decode()
    assert people_at(table) == ["Camille", "Noé"]
    assert browser.post(url("mute_people", on.pk), {"people": [camille.pk], "on": "1"}).status_code == 302
    assert Attendance.objects.filter(muted_at__isnull=False).get().person == camille
    assert browser.post(url("spread_people", on.pk), {"how": "random"}).status_code == 302
    long = browser.post(url("tell_tables", on.pk), {"body": "x" * 4001})
    assert (long.status_code, "x" * 4001 in long.content.decode()) == (422, True)
    assert browser.post(url("tell_tables", on.pk), {"body": "Bonjour"}).status_code == 302
    assert browser.post(url("close_tables", on.pk), {"minutes": "2"}).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": "99999999999999999999"},
        {"people": "\x00"},
        {"people": "1e3"},
        {"table": "99999999999999999999"},
        {"table": "\x00"},
        {"minutes": "٣٣٣"},
        {"minutes": "-1"},
        {"how": "\x00"},
        {"body": "\x00"},
    ],
)
def test_nonsense_gets_a_sentence(on, table, client_of, diane, camille, wrong):
    browser = client_of(diane)
    for name in ("move_people", "spread_people", "tell_tables", "close_tables"):
        sent = {"people": [camille.pk], "table": table.pk, **wrong}
        answer = browser.post(url(name, on.pk), sent, headers={"Accept": "application/json"})
        assert answer.status_code in (204, 403, 422), name
        assert answer.status_code == 204 or answer.json()["errors"], name


def test_people_and_tables_of_another_session_are_not_reached(on, table, client_of, diane, camille):
    outsider = make_user("Olga Roy")
    browser = client_of(diane)
    assert browser.post(url("move_people", on.pk), {"people": [outsider.pk], "table": table.pk}).status_code == 422
    assert browser.post(url("move_people", on.pk), {"people": [camille.pk], "table": table.pk + 1}).status_code == 422
    ask(person=camille, session=on, text="Quand ?")
    assert client_of(camille).get(url("console", on.pk)).status_code == 403
