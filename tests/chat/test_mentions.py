"""Mentions in messages of a room: who is told, and never twice."""

import pytest

from chat.actions import edit_message, remove_message
from chat.models import MessageMention
from notifications.models import Notification
from tests.build import make_message, make_user

pytestmark = pytest.mark.django_db


def call(target):
    return f"@[{target}]({target.get_absolute_url()})"


def told():
    return sorted(Notification.objects.filter(kind="room_mention").values_list("recipient__name", flat=True))


def test_those_named_are_told_and_counted_by_room_and_number(room, noe, camille, client_of):
    make_message(room, noe)
    message = make_message(room, noe, f"{call(camille)}, le four est à 480 °C.")
    assert told() == ["Camille Gauthier"]
    assert list(MessageMention.objects.values_list("person", "room", "number")) == [(camille.pk, room.pk, 2)]
    page = client_of(camille).get("/notifications/").content.decode()
    assert "Noé Tremblay vous mentionne" in page
    assert "Salon Atelier" in page
    row = Notification.objects.get(recipient=camille)
    assert client_of(camille).post(f"/notifications/{row.pk}/").url == message.get_absolute_url()


def test_a_message_sent_twice_or_edited_tells_once(room, noe, camille, lea):
    message = make_message(room, noe, call(camille))
    make_message(room, noe, call(camille), client_id=message.client_id)
    edit_message(by=noe, message=message, body=f"{call(camille)} {call(lea)}")
    assert told() == ["Camille Gauthier", "Léa Bouchard"]


def test_a_company_calls_its_people(room, noe, fjord):
    make_user("Carl Roy", company=fjord)
    make_user("Ève Roy", company=fjord, is_active=False)
    make_message(room, noe, call(fjord))
    assert told() == ["Carl Roy"]


def test_a_message_taken_back_is_told_of_no_more(room, noe, camille, client_of):
    remove_message(by=noe, message=make_message(room, noe, call(camille)))
    assert "que vous ne pouvez plus voir" in client_of(camille).get("/notifications/").content.decode()


def test_the_room_offers_names(room, noe, camille, client_of):
    [row] = client_of(noe).get(f"/salons/{room.slug}/noms/", {"q": "gau"}).json()["names"]
    assert row["text"] == f"@[Camille Gauthier](/personnes/{camille.pk}/)"
