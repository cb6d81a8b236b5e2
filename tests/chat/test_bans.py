"""Someone removed from a room by a moderator: it is closed to them until that is undone; told, and kept in the log."""

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from chat.group_actions import invite
from chat.models import Room, RoomBan, RoomReading
from moderation.actions import AlreadyDone, decide, report, undo
from moderation.models import Decision
from notifications.models import Notification
from tests.build import make_group_room, make_message, make_user, unread_of
from tests.sockets import open_page


@pytest.fixture
def rose(db):
    return make_user("Rose Roy", is_superuser=True, is_staff=True)


@pytest.fixture
def message(room, noe):
    return make_message(room, noe, "Achetez mes lingots.")


def expel(rose, message):
    return decide(moderator=rose, kind="expel", target=message, reason="Publicité.")


def test_an_open_room_is_closed_to_who_was_removed(room, message, rose, noe, camille, client_of):
    expel(rose, message)
    browser = client_of(noe)
    assert browser.get(room.get_absolute_url()).status_code == 404
    assert browser.post(reverse("chat:send", args=[room.slug]), {"body": "Encore."}).status_code == 404
    assert room.name not in browser.get(reverse("chat:rooms")).content.decode()
    assert client_of(camille).get(room.get_absolute_url()).status_code == 200


def test_nothing_of_the_room_is_counted_any_more(room, message, rose, noe, camille):
    RoomReading.objects.update_or_create(room=room, person=noe, defaults={"number": 1})
    make_message(room, camille)
    assert unread_of([noe.pk]) == {noe.pk: 1}
    expel(rose, message)
    assert unread_of([noe.pk]) == {}


def test_they_are_told_why_and_the_log_undoes_it(room, message, rose, noe, client_of):
    decision = expel(rose, message)
    assert "Publicité." in client_of(noe).get(reverse("notifications:list")).content.decode()
    browser = client_of(rose)
    page = browser.get(reverse("chat:about", args=[room.slug])).content.decode()
    assert noe.name in page
    with pytest.raises(AlreadyDone):
        expel(rose, message)
    assert reverse("moderation:undo", args=[decision.pk]) in browser.get(reverse("moderation:log")).content.decode()
    undo(moderator=rose, decision=decision)
    assert client_of(noe).get(room.get_absolute_url()).status_code == 200
    kinds = Notification.objects.filter(recipient=noe).order_by("pk").values_list("kind", flat=True)
    assert (list(kinds), RoomBan.objects.count()) == (["decision", "undone"], 0)


def test_members_do_not_see_who_was_removed(room, message, rose, noe, camille, client_of):
    expel(rose, message)
    page = client_of(camille).get(reverse("chat:about", args=[room.slug])).content.decode()
    assert noe.name not in page


def test_members_and_the_authors_of_the_site_are_not_removed(room, message, rose, camille):
    with pytest.raises(PermissionDenied):
        expel(camille, message)
    for author in (rose, make_user("Max Roy", is_staff=True)):
        with pytest.raises(PermissionDenied):
            expel(rose, make_message(room, author))
    assert not RoomBan.objects.exists()


@pytest.mark.django_db(transaction=True)
async def test_the_open_page_stops_hearing_within_a_second(room, message, rose, noe, camille):
    async with open_page(noe, room.topic) as page, open_page(camille, room.topic) as other:
        await database_sync_to_async(expel)(rose, message)
        assert (await page.receive_frame("gone"))["gone"]
        await database_sync_to_async(make_message)(room, camille)
        assert (await other.receive_frame("changes"))["version"] <= 3
        # Of the room: their bell rings all the same.
        with pytest.raises(TimeoutError):
            await page.receive_frame("changes", within=0.5)


# ---- In a group ---------------------------------------------------------------------------


def test_a_reported_message_of_a_group_is_shown_alone_to_the_moderators(rose, camille, noe, client_of):
    group = make_group_room(camille, noe)
    make_message(group, camille, "Notre prix secret.")
    flagged = make_message(group, noe, "Insulte.")
    browser = client_of(rose)
    address = reverse("moderation:decide", args=["message", flagged.pk, "hide"])
    assert browser.get(address).status_code == 404
    report(reporter=camille, target=flagged, reason="Hors de propos.")
    for page in (browser.get(address), browser.get(reverse("moderation:reports"))):
        text = page.content.decode()
        assert "Insulte." in text
        for secret in ("Notre prix secret.", group.name, group.slug):
            assert secret not in text
    assert browser.get(group.get_absolute_url()).status_code == 404
    assert browser.post(address, {"reason": "Insulte."}).url == reverse("moderation:reports")
    log = browser.get(reverse("moderation:log")).content.decode()
    assert group.name not in log
    assert Decision.objects.get().kind == "hide"


def test_a_report_closed_without_action_closes_the_message_again(rose, camille, noe, client_of):
    flagged = make_message(make_group_room(camille, noe), noe)
    report(reporter=camille, target=flagged, reason="Hors de propos.")
    browser = client_of(rose)
    browser.post(reverse("moderation:dismiss", args=["message", flagged.pk]))
    assert browser.get(reverse("moderation:decide", args=["message", flagged.pk, "hide"])).status_code == 404


def test_who_was_removed_from_a_group_cannot_be_invited_until_it_is_undone(rose, camille, noe):
    group = make_group_room(camille, noe)
    flagged = make_message(group, noe)
    with pytest.raises(PermissionDenied):
        expel(rose, flagged)
    report(reporter=camille, target=flagged, reason="Hors de propos.")
    decision = expel(rose, flagged)
    assert not group.members.filter(person=noe).exists()
    assert invite(by=camille, room=group, people=[noe]) == []
    undo(moderator=rose, decision=decision)
    assert not Room.objects.visible_to(noe).exists()
    assert invite(by=camille, room=group, people=[noe]) == [noe]
