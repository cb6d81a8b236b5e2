"""Tables of a session: hosts set them up, everyone sits at one of them, and its room is theirs."""

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from networking.actions import cancel_session, change_session
from networking.clock import attend
from networking.live_actions import enter, leave
from networking.models import Seat, Session, TableInvitation
from networking.registration_actions import withdraw
from networking.table_actions import add_table, invite, lock_table, remove_table, sit_down, stand_up
from notifications.models import Notification
from tests.at_once import at_once
from tests.build import make_user, register
from tests.networking.conftest import SAID, TABLES_FIRST
from tests.networking.test_planning import said
from tests.networking.test_talk import heard
from tests.sockets import open_page


def people_at(table):
    return [seat.person.get_short_name() for seat in table.places.sitting()]


def url(name, *args):
    return reverse(f"networking:{name}", args=args)


def test_hosts_set_tables_up_and_all_pages_hear_it(on, table, camille):
    assert heard(on, table.version - 1) == {table.live_key: True}
    assert (table.room.is_hosted, table.room.name_fr) == (True, "Ébavurage")
    with pytest.raises(PermissionDenied):
        add_table(by=camille, session=on, **SAID)


def test_one_sits_at_one_table_and_hears_its_room_alone(on, table, diane, camille):
    other = add_table(by=diane, session=on, **SAID)
    sit_down(person=camille, table=table)
    changed = sit_down(person=camille, table=other)
    assert [row.pk for row in changed] == [table.pk, other.pk]
    assert len({row.version for row in changed}) == 1
    assert (people_at(table), people_at(other)) == ([], ["Camille"])
    assert (table.room.people.count(), list(other.room.people.all())) == (0, [camille])
    assert Seat.objects.filter(person=camille).count() == 2  # where one sat before stays known
    stand_up(person=camille, session=on)
    assert (people_at(other), other.room.people.count()) == ([], 0)


def test_a_full_table_takes_a_host_more_and_nobody_else(table, diane, camille, noe, lea):
    for person in (camille, noe):
        sit_down(person=person, table=table)
    with pytest.raises(PermissionDenied):
        sit_down(person=lea, table=table)
    sit_down(person=diane, table=table)
    assert people_at(table) == ["Camille", "Noé", "Diane"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_last_seat_one_gets_it(table, camille, noe, lea):
    sit_down(person=camille, table=table)

    def sit(person):
        try:
            return bool(sit_down(person=person, table=table))
        except PermissionDenied:
            return False

    assert sorted(at_once(lambda: sit(noe), lambda: sit(lea))) == [False, True]
    assert len(people_at(table)) == 2


def test_a_locked_table_takes_hosts_alone_until_its_last_one_leaves(on, table, diane, camille, noe):
    with pytest.raises(PermissionDenied):
        lock_table(by=noe, table=table, on=True)
    sit_down(person=camille, table=table)
    lock_table(by=camille, table=table, on=True)
    with pytest.raises(PermissionDenied):
        sit_down(person=noe, table=table)
    sit_down(person=diane, table=table)
    for person in (diane, camille):
        stand_up(person=person, session=on)
    sit_down(person=noe, table=table)
    assert people_at(table) == ["Noé"]


def test_who_leaves_or_loses_their_place_gets_up_and_all_pages_hear_it(on, table, camille, noe):
    for person in (camille, noe):
        sit_down(person=person, table=table)
    on.refresh_from_db()
    since = on.version
    leave(person=camille, session=on)
    assert heard(on, since) == {table.live_key: True}
    withdraw(person=noe, session=on)
    assert people_at(table) == []


def test_an_empty_table_goes_one_with_people_stays(on, table, diane, camille):
    sit_down(person=camille, table=table)
    with pytest.raises(PermissionDenied):
        remove_table(by=diane, table=table)
    stand_up(person=camille, session=on)
    removed = remove_table(by=diane, table=table)
    assert heard(on, removed.version - 1) == {table.live_key: False}
    with pytest.raises(PermissionDenied):
        sit_down(person=camille, table=table)


def test_the_page_opens_at_one_s_table_while_tables_are_on(on, table, client_of, camille, noe):
    sit_down(person=camille, table=table)
    hers, his = (client_of(person).get(on.get_live_url()).content.decode() for person in (camille, noe))
    place = f'data-place="table-{table.pk}"'
    assert (place in hers, place in his) == (True, False)
    lobby = hers[hers.index('data-place="lobby"') :]
    assert "hidden" in lobby[: lobby.index(">")]
    answer = client_of(camille).get(url("my_table", on.pk), headers={"HX-Request": "true"})
    assert place in answer.content.decode()
    assert client_of(noe).get(url("my_table", on.pk), headers={"HX-Request": "true"}).status_code == 204
    assert client_of(noe).get(table.room.get_absolute_url()).status_code == 404


def test_what_a_host_types_wrongly_stays_with_a_sentence(on, client_of, diane):
    browser = client_of(diane)
    for wrong in (
        {"topic_fr": ""},
        {"seats": 1},
        {"seats": 13},
        {"video_url": "http://example.org"},
        {"topic_fr": "x" * 61},
    ):
        answer = browser.post(url("add_table", on.pk), {**SAID, "topic_en": "Deburring", **wrong})
        assert answer.status_code == 422, wrong
        assert "Deburring" in answer.content.decode()
    assert not on.tables.exists()
    right = {**SAID, "video_url": "https://meet.example.org/ebavurage"}
    assert browser.post(url("add_table", on.pk), right).status_code == 302
    assert on.tables.get().video_url == right["video_url"]


def test_buttons_work_without_a_script(on, table, client_of, camille, noe):
    browser = client_of(camille)
    assert browser.post(url("sit", on.pk, table.pk)).url == f"{on.get_live_url()}#{table.live_key}"
    assert browser.post(url("lock_table", on.pk, table.pk), {"on": "1"}).status_code == 302
    assert client_of(noe).post(url("sit", on.pk, table.pk)).status_code == 403
    assert browser.post(url("stand_up", on.pk)).status_code == 302
    assert people_at(table) == []


def test_one_who_is_not_inside_does_not_sit_down(on, table):
    outsider = make_user("Olga Roy", email="olga@example.org")
    register(outsider, on)
    with pytest.raises(PermissionDenied):
        sit_down(person=outsider, table=table)


def test_what_was_said_at_a_table_is_left_to_those_who_sat_there(on, table, client_of, camille, noe):
    sit_down(person=camille, table=table)
    Session.objects.filter(pk=on.pk).update(ends_at=timezone.now())
    attend({on.pk: set()})
    table.room.refresh_from_db()
    assert table.room.archived_at
    address = table.room.get_absolute_url()
    assert [client_of(person).get(address).status_code for person in (camille, noe)] == [200, 404]


def test_nobody_sits_at_a_table_of_a_session_that_is_over(on, table, camille):
    sit_down(person=camille, table=table)
    Session.objects.filter(pk=on.pk).update(ends_at=timezone.now())
    attend({on.pk: set()})
    on.refresh_from_db()
    assert Seat.objects.get().left_at == on.ends_at
    assert (people_at(table), heard(on, on.version - 1)) == ([], {table.live_key: True})


def test_calling_a_session_off_ends_what_goes_on_at_its_tables(on, table, diane, camille):
    sit_down(person=camille, table=table)
    cancel_session(by=diane, session=on)
    table.room.refresh_from_db()
    assert (people_at(table), table.room.archived_at is None) == ([], False)


@pytest.mark.django_db(transaction=True)
async def test_pages_hear_of_new_hours_and_of_a_host_who_goes_at_once(on, table, diane, camille):
    helper = await database_sync_to_async(make_user)("Rosalie Caron")

    def change(**changed):
        session = Session.objects.get(pk=on.pk)
        change_session(by=diane, session=session, **said(session, **changed))

    def come():
        change(hosts=[diane, helper])
        enter(person=helper, session=on)
        sit_down(person=helper, table=table)

    await database_sync_to_async(come)()
    longer = [{**part, "minutes": part["minutes"] + 5} for part in TABLES_FIRST]
    async with open_page(camille, on.topic) as page:
        await database_sync_to_async(change)(hosts=[diane], agenda=longer)
        frame = await page.receive_frame(holding="changes")
    assert {change["key"] for change in frame["changes"]} == {"agenda", table.live_key}


def test_a_table_shows_its_free_seats_a_host_more_takes_none(on, table, client_of, diane, camille, noe):
    def free():
        return client_of(diane).get(on.get_live_url()).content.decode().count('class="table-free"')

    assert free() == 2
    for person, left in ((camille, 1), (noe, 0), (diane, 0)):
        sit_down(person=person, table=table)
        assert free() == left


def test_who_sits_at_a_table_invites_others_who_may_sit_down_though_it_is_locked(on, table, diane, camille, noe, lea):
    with pytest.raises(PermissionDenied):
        invite(by=noe, table=table, people=[lea])
    sit_down(person=camille, table=table)
    for _ in range(2):
        invite(by=camille, table=table, people=[noe])
    lock_table(by=camille, table=table, on=True)
    with pytest.raises(PermissionDenied):
        sit_down(person=lea, table=table)
    sit_down(person=noe, table=table)
    assert people_at(table) == ["Camille", "Noé"]
    assert [(notice.recipient, notice.kind) for notice in Notification.objects.all()] == [(noe, "table_invitation")]


def test_only_who_is_in_the_session_is_invited_and_only_they_see_it(on, table, client_of, camille, noe, lea):
    sit_down(person=camille, table=table)
    outsider = make_user("Olga Roy", email="olga@example.org")
    browser = client_of(camille)
    page = browser.get(url("invite", on.pk, table.pk)).content.decode()
    assert ["Noé Tremblay" in page, "Olga Roy" in page, f'value="{camille.pk}"' in page] == [True, False, False]
    wrong = [{"people": [noe.pk, outsider.pk]}, {"people": ["\x00"]}, {"people": ["9" * 30]}, {}]
    assert [browser.post(url("invite", on.pk, table.pk), sent).status_code for sent in wrong] == [422] * 4
    assert not TableInvitation.objects.exists()
    assert browser.post(url("invite", on.pk, table.pk), {"people": [noe.pk]}).status_code == 302
    address = TableInvitation.objects.get().get_absolute_url()
    assert [client_of(person).get(address).status_code for person in (noe, lea)] == [200, 404]
    assert "Camille Gauthier" in client_of(noe).get("/notifications/").content.decode()
    Session.objects.filter(pk=on.pk).update(ends_at=timezone.now())
    assert client_of(noe).get(address).status_code == 404
