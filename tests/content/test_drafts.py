"""Drafts on the server: whose they are, where they show again, when they go."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.actions import close_account
from chat.actions import send_message
from chat.group_actions import invite, leave_room
from content import drafts as kept
from content import views
from content.models import Draft
from forum.actions import post_reply
from forum.moderating.actions import hide_thread
from tests.build import make_board, make_group_room, make_thread, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def save(client_of, noe):
    def save(place, *, by=noe, **fields):
        return client_of(by).post("/brouillons/", {"place": place, **fields}).status_code

    return save


def drafts():
    return sorted(Draft.objects.values_list("person__name", "place", "fields__body"))


def test_what_was_typed_is_found_on_another_device(client_of, save, thread, noe, camille):
    assert save(thread.topic, body="  Lame à\n80") == 204
    assert save(thread.topic, body="  Lame à\n80 dents <b>") == 204
    assert drafts() == [("Noé Tremblay", thread.topic, "  Lame à\n80 dents <b>")]
    page = client_of(noe).get(f"/fils/{thread.pk}/").content.decode()
    assert "  Lame à\n80 dents &lt;b&gt;</textarea>" in page
    assert "Votre texte non envoyé est revenu" in page
    assert "80 dents" not in client_of(camille).get(f"/fils/{thread.pk}/").content.decode()


def test_a_new_thread_and_a_room_keep_theirs(client_of, save, board, room, noe):
    save(board.topic, body="Qui scie du 7075?", title="Scie")
    save(room.topic, body="Bonjour")
    page = client_of(noe).get(f"/babillards/{board.slug}/nouveau/").content.decode()
    assert 'value="Scie"' in page and "Qui scie du 7075?</textarea>" in page
    assert "Bonjour</textarea>" in client_of(noe).get(f"/salons/{room.slug}/").content.decode()


def test_what_is_emptied_goes(save, thread):
    save(thread.topic, body="Lame")
    assert save(thread.topic, body="", title="") == 204
    assert drafts() == []


def test_sending_clears_the_draft_of_its_place_and_author_alone(save, board, thread, room, noe, camille):
    for person in (noe, camille):
        for place in (thread.topic, room.topic, board.topic):
            save(place, by=person, body="Brouillon")
    post_reply(author=noe, thread=thread, body="Lame.", client_id=uuid4())
    assert [row[:2] for row in drafts() if row[0] == "Noé Tremblay"] == [
        ("Noé Tremblay", board.topic), ("Noé Tremblay", room.topic),
    ]  # fmt: skip
    send_message(author=noe, room=room, body="Bonjour", client_id=uuid4())
    make_thread(noe, board)
    assert [row[0] for row in drafts()] == ["Camille Gauthier"] * 3


def test_a_place_that_one_may_not_see_takes_and_shows_nothing(client_of, save, thread, noe, sylvie):
    hidden = make_board(name_fr="Comité", readable_by="groups")
    save(thread.topic, body="SECRET")
    hide_thread(by=sylvie, thread=thread)
    for place in (thread.topic, hidden.topic, "thread:999999", "thread:-1", "latest", "person:1", "", "x" * 41):
        assert save(place, body="Lame") in (404, 422), place
    assert drafts() == [("Noé Tremblay", thread.topic, "SECRET")]
    for address in (f"/fils/{thread.pk}/", "/", "/fils/", "/notifications/"):
        assert "SECRET" not in client_of(noe).get(address).content.decode()


@pytest.mark.parametrize(("field", "text"), [("body", "x" * 20_001), ("title", "x" * 401), ("body", "a\0b")])
def test_what_nobody_types_is_refused(save, thread, field, text):
    assert save(thread.topic, **{field: text}) == 422
    assert drafts() == []


def test_guests_and_suspended_people_keep_nothing(client_of, save, thread):
    assert client_of(None).post("/brouillons/", {"place": thread.topic, "body": "x"}).status_code == 302
    suspended = make_user("Sam Roy", suspended_until=timezone.now() + timedelta(days=1))
    assert save(thread.topic, by=suspended, body="Lame") == 403
    assert drafts() == []


def test_extra_fields_change_nothing(save, thread, noe, camille):
    save(thread.topic, body="Lame", person=camille.pk, kept_at="2001-01-01", fields="{}")
    assert drafts() == [("Noé Tremblay", thread.topic, "Lame")]


def test_past_the_limits_the_text_stays_on_the_device(monkeypatch, save, thread, room, lea):
    monkeypatch.setattr(kept, "MOST_DRAFTS", 1)
    assert [save(place, body="Lame") for place in (thread.topic, room.topic, thread.topic)] == [204, 409, 204]
    assert save(room.topic, by=lea, body="Lame") == 204
    monkeypatch.setattr(views, "MOST_SAVES_A_MINUTE", 3)
    assert save(thread.topic, body="Lame") == 429


def test_drafts_go_after_three_months_and_with_the_account(save, thread, noe, lea, camille):
    for person in (noe, lea, camille):
        save(thread.topic, by=person, body="Lame")
    Draft.objects.filter(person=noe).update(kept_at=timezone.now() - timedelta(days=91))
    kept.forget_old_drafts()
    close_account(person=lea)
    assert [row[0] for row in drafts()] == ["Camille Gauthier"]


def test_a_group_that_one_left_shows_nothing_of_what_one_began_there(client_of, save, noe, camille):
    group = make_group_room(camille, noe)
    assert save(group.topic, body="SECRET") == 204
    leave_room(person=noe, room=group)
    assert save(group.topic, body="SECRET aussi") == 404
    for address in ("/", "/salons/", "/fils/", "/notifications/"):
        assert "SECRET" not in client_of(noe).get(address).content.decode()
    assert client_of(noe).get(group.get_absolute_url()).status_code == 404
    assert "SECRET" not in client_of(camille).get(group.get_absolute_url()).content.decode()
    invite(by=camille, room=group, people=[noe])
    assert "SECRET</textarea>" in client_of(noe).get(group.get_absolute_url()).content.decode()
