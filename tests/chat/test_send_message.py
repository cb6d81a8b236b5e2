from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from chat.actions import edit_message, send_message
from chat.models import Message, Room, RoomReading
from content.text import AlreadySent
from tests.build import make_message, make_user
from tests.sockets import open_page


def test_a_message_takes_the_next_number_and_version(room, camille):
    first, second = make_message(room, camille), make_message(room, camille, "Et **demain**?")
    assert [(m.number, m.version) for m in (first, second)] == [(1, 1), (2, 2)]
    assert "<strong>demain</strong>" in second.html
    room.refresh_from_db()
    assert (room.version, room.last_number, room.last_message_at is not None) == (2, 2, True)


@pytest.mark.django_db(transaction=True)
async def test_a_message_reaches_the_pages_of_the_room(room, camille, noe):
    async with open_page(noe, room.topic, version=0) as page, open_page(camille, room.topic, version=0) as own:
        message = await database_sync_to_async(make_message)(room, camille)
        for frame in (await page.receive_frame("changes"), await own.receive_frame("changes")):
            assert (frame["topic"], frame["from"], frame["version"]) == (room.topic, 0, 1)
            assert [change["key"] for change in frame["changes"]] == [f"message-{message.pk}"]


def test_sent_again_it_is_stored_once(room, camille):
    once = uuid4()
    first, created = send_message(author=camille, room=room, body="Oui.", client_id=once)
    edit_message(by=camille, message=first, body="Oui, demain.")
    again, created_again = send_message(author=camille, room=room, body="Oui.", client_id=once)
    assert (first.pk, created, created_again) == (again.pk, True, False)
    assert again.body == "Oui, demain."
    assert (Message.objects.count(), Room.objects.get().version) == (1, 2)


def test_sent_before_the_archiving_it_is_answered_as_stored(room, camille):
    once = uuid4()
    first, _created = send_message(author=camille, room=room, body="Oui.", client_id=once)
    Room.objects.update(archived_at=timezone.now())
    assert send_message(author=camille, room=room, body="Oui.", client_id=once) == (first, False)


def test_another_text_under_the_same_id_is_a_conflict(room, camille):
    once = uuid4()
    send_message(author=camille, room=room, body="Oui.", client_id=once)
    with pytest.raises(AlreadySent):
        send_message(author=camille, room=room, body="Non.", client_id=once)
    assert Room.objects.get().version == 1


def test_two_people_may_choose_the_same_id(room, camille, noe):
    once = uuid4()
    for person in (camille, noe):
        assert send_message(author=person, room=room, body="Oui.", client_id=once)[1]


def test_suspended_people_and_archived_rooms_are_silent(room, camille, noe):
    noe.suspended_until = timezone.now() + timezone.timedelta(days=2)
    with pytest.raises(PermissionDenied):
        make_message(room, noe)
    Room.objects.update(archived_at=timezone.now())
    with pytest.raises(PermissionDenied):
        make_message(room, camille)
    assert Room.objects.get().version == 0


@pytest.mark.django_db(transaction=True)
def test_a_refusal_inside_gives_its_number_back(room, camille):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_message(room, camille)
        raise ZeroDivisionError
    assert make_message(room, camille).version == 1


def send(client, room, **fields):
    filled = {"body": "Oui.", "client_id": str(uuid4())} | fields
    return client.post(reverse("chat:send", args=[room.slug]), filled, headers={"Accept": "application/json"})


def test_the_answer_comes_with_the_frame(client, room, camille):
    client.force_login(camille)
    once = str(uuid4())
    answers = [send(client, room, client_id=once) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    frames = [answer.json()["frames"] for answer in answers]
    assert frames[0] == frames[1]
    assert (frames[0][0]["from"], frames[0][0]["version"]) == (0, 1)


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"body": ""}, 422), ({"body": "\u200b\u200d"}, 422), ({"body": "a" * 4001}, 422), ({"body": "😀" * 4000}, 201)],
)
def test_texts_that_are_too_little_or_too_much(client, room, camille, fields, status):
    client.force_login(camille)
    answer = send(client, room, **fields)
    assert answer.status_code == status
    assert bool(answer.json().get("errors")) == (status == 422)


def test_a_conflict_is_told(client, room, camille):
    client.force_login(camille)
    once = str(uuid4())
    send(client, room, client_id=once)
    answer = send(client, room, client_id=once, body="Non.")
    assert (answer.status_code, len(answer.json()["errors"])) == (409, 1)


def test_without_javascript_the_room_comes_back(client, room, camille):
    client.force_login(camille)
    address = reverse("chat:send", args=[room.slug])
    answer = client.post(address, {"body": "Bonjour!", "client_id": uuid4()}, follow=True)
    assert "Bonjour!" in answer.content.decode()
    answer = client.post(address, {"body": "b" * 4001, "client_id": uuid4()})
    assert answer.status_code == 422
    assert "b" * 4001 in answer.content.decode()


def test_guests_and_absent_rooms(client, room, camille):
    assert send(client, room).status_code == 302
    client.force_login(camille)
    assert client.post("/salons/absent/envoyer/", {"body": "Oui."}).status_code == 404
    assert not Message.objects.exists()


@pytest.mark.parametrize("readers", [1, 30])
def test_sending_costs_as_much_however_many_read(
    readers, room, camille, client_of, django_assert_num_queries, django_capture_on_commit_callbacks
):
    for number in range(readers):
        person = make_user(f"Personne {number}", email=f"personne-{number}@example.org")
        RoomReading.objects.create(room=room, person=person)
    browser = client_of(camille)
    fields = {"body": "Un **mot**", "client_id": uuid4()}
    # The search keeps its words: in SQLite in two tables, of each of which the row is first taken away.
    indexing = 1 if connection.vendor == "postgresql" else 4
    # Two more are the savepoint that stands for the transaction.
    with django_assert_num_queries(9 + indexing + 2), django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(reverse("chat:send", args=[room.slug]), fields, headers={"Accept": "application/json"})
    assert answer.status_code == 201
