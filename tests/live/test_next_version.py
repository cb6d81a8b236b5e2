"""The numbers of a stream: dense, and in the order of commits."""

import threading

import pytest
from django.db import connection, transaction

from chat.models import Room
from live.streams import next_version


@pytest.fixture
def room(db):
    return Room.objects.create(slug="atelier", name_fr="Atelier", version=41)


def test_next_version_returns_the_row_as_it_is_now(room, db):
    Room.objects.filter(pk=room.pk).update(name_fr="Fonderie")
    with transaction.atomic():
        fresh = next_version(room)
    assert (fresh.version, fresh.name_fr, room.version) == (42, "Fonderie", 41)


def test_refusal_gives_the_number_back(room, db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        next_version(room)
        raise ZeroDivisionError
    with transaction.atomic():
        assert next_version(room).version == 42


def test_row_that_is_gone_raises(room, db):
    Room.objects.all().delete()
    with pytest.raises(Room.DoesNotExist), transaction.atomic():
        next_version(room)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_refuses(room):
    with pytest.raises(transaction.TransactionManagementError):
        next_version(room)


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_take_dense_numbers_in_the_order_of_commits(room):
    taken, committed = [], []

    def write():
        for _ in range(5):
            with transaction.atomic():
                version = next_version(room).version
                taken.append(version)
                # Before the commit lets the next one in: this is the order of commits.
                committed.append(version)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(42, 82))
    assert committed == sorted(committed)
