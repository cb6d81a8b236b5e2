"""Who is told, once, and what their pages count."""

import pytest
from channels.db import database_sync_to_async
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from live.counters import counters_of
from notifications.actions import mark_all_read, mark_read, notify
from notifications.models import Notification
from tests.sockets import open_page


def tell(*people, **kwargs):
    return notify(people, **{"kind": "decision", **kwargs})


def unread(person):
    return counters_of([person.pk])[person.pk]["notifications"]


def test_each_person_is_told_once_and_not_of_what_they_did(camille, noe, thread, django_assert_num_queries):
    ContentType.objects.get_for_model(thread)  # kept by the process after its first use
    with django_assert_num_queries(2):  # how each of them wants to be told
        rows = tell(camille, noe, camille, actor=noe, about=thread, data={"n": 1})
    row = Notification.objects.get()
    assert [r.pk for r in rows] == [row.pk]
    assert (row.recipient, row.actor, row.about, row.data, row.read_at) == (camille, noe, thread, {"n": 1}, None)


def test_nobody_to_tell_writes_nothing(noe):
    assert tell(noe, actor=noe) == []
    assert not Notification.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_told(camille, monkeypatch):
    told = []
    monkeypatch.setattr("notifications.telling.tell_people", told.append)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell(camille)
        raise ZeroDivisionError
    assert told == []
    assert not Notification.objects.exists()
    tell(camille)
    assert told == [{camille.pk}]


@pytest.mark.django_db(transaction=True)
async def test_an_open_page_hears_that_there_is_news(camille):
    async with open_page(camille) as page:
        await database_sync_to_async(tell)(camille)
        assert await page.receive_frame("news") == {"news": True}


def test_count_is_of_what_is_unread_and_stops_at_a_hundred(camille, noe, lea, django_assert_num_queries):
    Notification.objects.bulk_create(Notification(recipient=camille, kind="decision") for _ in range(130))
    (row,) = tell(noe)
    with django_assert_num_queries(1):
        counts = Notification.objects.unread_of([camille.pk, noe.pk, lea.pk])
    assert counts == {camille.pk: 100, noe.pk: 1, lea.pk: 0}
    mark_read(person=noe, notification=row)
    assert unread(noe) == 0


def test_reading_marks_only_ones_own(camille, noe):
    (row,) = tell(camille)
    assert mark_read(person=noe, notification=row) == 0
    assert unread(camille) == 1
    assert mark_read(person=camille, notification=row) == 1
    assert mark_read(person=camille, notification=row) == 0


def test_all_read_is_all_of_one_person(camille, noe):
    tell(camille, noe)
    tell(camille)
    assert mark_all_read(person=camille) == 2
    assert (unread(camille), unread(noe)) == (0, 1)
