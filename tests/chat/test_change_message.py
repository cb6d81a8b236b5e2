import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from chat.actions import edit_message, hide_message, remove_message, restore_message, show_message
from chat.models import Message
from content.text import digest
from tests.build import make_message, make_user
from tests.sockets import open_page
from tests.writing import seen_on


@pytest.fixture
def message(room, camille):
    return make_message(room, camille, "CANARI")


@pytest.fixture
def moderator(db):
    return make_user("Sylvie", is_superuser=True)


def test_an_edit_is_a_change_of_the_stream(message, camille):
    edited = edit_message(by=camille, message=message, body="Corrigé.")
    assert (edited.version, edited.number, edited.body) == (2, 1, "Corrigé.")


def test_nobody_changes_the_words_of_another(message, noe, moderator):
    for person in (noe, moderator):
        with pytest.raises(PermissionDenied):
            edit_message(by=person, message=message, body="Autre.")
        with pytest.raises(PermissionDenied):
            remove_message(by=person, message=message)
    message.room.refresh_from_db()
    assert message.room.version == 1


@pytest.mark.django_db(transaction=True)
async def test_removed_words_leave_every_page(message, camille, noe):
    async with open_page(noe, message.room.topic, version=1) as page:
        await database_sync_to_async(remove_message)(by=camille, message=message)
        frame = await page.receive_frame("changes")
    assert [change["key"] for change in frame["changes"]] == [message.live_key]
    assert "CANARI" not in str(frame)


def test_a_removal_can_be_undone_for_a_minute(message, camille, noe):
    removed = remove_message(by=camille, message=message)
    with pytest.raises(PermissionDenied):
        restore_message(by=noe, message=removed)
    assert restore_message(by=camille, message=removed).removed_at is None
    remove_message(by=camille, message=message)
    Message.objects.update(removed_at=timezone.now() - timezone.timedelta(minutes=2))
    with pytest.raises(PermissionDenied):
        restore_message(by=camille, message=message)


def test_a_removed_message_is_not_edited(message, camille):
    remove_message(by=camille, message=message)
    with pytest.raises(PermissionDenied):
        edit_message(by=camille, message=message, body="Encore.")


def test_hidden_messages_are_for_moderators(message, camille, noe, moderator):
    hidden = hide_message(by=moderator, message=message)
    assert not Message.objects.visible_to(noe).exists()
    assert not Message.objects.visible_to(camille).exists()
    assert Message.objects.visible_to(moderator).get() == hidden
    with pytest.raises(PermissionDenied):
        edit_message(by=camille, message=message, body="Encore.")
    assert show_message(by=moderator, message=message).is_shown
    assert [event.kind for event in message.room.events.order_by("pk")] == ["message_hidden", "message_shown"]


def test_members_do_not_hide(message, noe):
    with pytest.raises(PermissionDenied):
        hide_message(by=noe, message=message)


@pytest.mark.django_db(transaction=True)
async def test_the_words_of_a_hidden_message_are_in_no_frame(message, camille, noe, moderator):
    async with open_page(noe, message.room.topic, version=1) as page:
        await database_sync_to_async(hide_message)(by=moderator, message=message)
        frame = await page.receive_frame("changes")
    assert {"key": message.live_key, "version": 2, "removed": True} in frame["changes"]
    assert "CANARI" not in str(frame)


def test_pages_do_not_tell_of_removed_or_hidden_words(client, message, camille, noe, moderator):
    room = message.room.get_absolute_url()
    client.force_login(noe)
    assert "CANARI" in client.get(room).content.decode()
    remove_message(by=camille, message=message)
    doors = [room, f"{room}historique/", f"/direct/depuis/?topic={message.room.topic}&version=0"]
    doors.append(reverse("chat:message_row", args=[message.pk]))
    for address in doors:
        assert "CANARI" not in client.get(address).content.decode()
    assert "CANARI" not in client.post(reverse("chat:edit_message", args=[message.pk])).content.decode()
    restore_message(by=camille, message=message)
    hide_message(by=moderator, message=message)
    for address in doors[:3]:
        assert "CANARI" not in client.get(address).content.decode()
    for name in ("message_row", "message_actions", "edit_message"):
        assert client.get(reverse(f"chat:{name}", args=[message.pk])).status_code == 404
    client.force_login(moderator)
    assert "CANARI" in client.get(room).content.decode()


def test_the_pages_edit_remove_and_put_back(client, message, camille):
    client.force_login(camille)
    assert "CANARI" in client.get(reverse("chat:edit_message", args=[message.pk])).content.decode()
    for name, data in (("edit_message", {"body": "Bis."}), ("remove_message", {}), ("restore_message", {})):
        answer = client.post(reverse(f"chat:{name}", args=[message.pk]), data)
        assert (answer.status_code, answer.url) == (302, message.get_absolute_url())
    message.refresh_from_db()
    assert (message.body, message.removed_at, message.version) == ("Bis.", None, 4)


def test_only_a_post_changes_anything(client, message, camille):
    client.force_login(camille)
    for name in ("remove_message", "restore_message"):
        assert client.get(reverse(f"chat:{name}", args=[message.pk])).status_code == 405


# ---- Edited in two places ------------------------------------------------------------------


def test_words_changed_elsewhere_are_shown_beside_what_was_typed(client, message, camille):
    client.force_login(camille)
    address = reverse("chat:edit_message", args=[message.pk])
    seen = seen_on(client.get(address).content.decode())
    edit_message(by=camille, message=message, body="À <480> °C.")
    answer = client.post(address, {"body": "À 500 °C.", "seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "À 500 °C." in page and "À &lt;480&gt; °C." in page
    message.refresh_from_db()
    assert (message.body, message.version) == ("À <480> °C.", 2)
    assert client.post(address, {"body": "À 500 °C.", "seen": seen_on(page)}).status_code == 302
    message.refresh_from_db()
    assert message.body == "À 500 °C."


def test_the_script_gets_both_too(client, message, camille):
    client.force_login(camille)
    fields = {"body": "Le mien.", "seen": digest("Autre chose.")}
    address = reverse("chat:edit_message", args=[message.pk])
    answer = client.post(address, fields, headers={"Accept": "application/json"})
    told = answer.json()
    assert (answer.status_code, told["present"], told["seen"]) == (409, "CANARI", digest("CANARI"))
    assert len(told["errors"]) == 1


def test_the_same_edit_twice_is_no_conflict(client, message, camille):
    client.force_login(camille)
    fields = {"body": "Après.", "seen": digest("CANARI")}
    address = reverse("chat:edit_message", args=[message.pk])
    assert [client.post(address, fields).status_code for _ in range(2)] == [302, 302]


def test_a_conflict_tells_others_and_the_removed_nothing(client, message, camille, noe):
    address = reverse("chat:edit_message", args=[message.pk])
    client.force_login(noe)
    answer = client.post(address, {"body": "x", "seen": "y"}, headers={"Accept": "application/json"})
    assert answer.status_code == 403 and "CANARI" not in answer.content.decode()
    remove_message(by=camille, message=message)
    client.force_login(camille)
    answer = client.post(address, {"body": "Le mien.", "seen": "y"})
    assert answer.status_code == 403 and "CANARI" not in answer.content.decode()
    assert "Le mien." in answer.content.decode()
