"""Group rooms: who is in, who brings in others, who ends it, and what each hears of it."""

from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.actions import close_account
from accounts.models import User
from chat.actions import archive_room, read_room
from chat.group_actions import (
    MOST_GROUPS_A_DAY,
    MOST_INVITED_A_DAY,
    TooFast,
    hand_over,
    invite,
    leave_room,
    make_group,
    remove_member,
    rename_group,
)
from chat.models import Room, RoomBan, RoomEvent, RoomMember
from chat.permissions import readers_of
from notifications.models import Notification
from tests.build import make_group_room, make_message, make_user, unread_of
from tests.sockets import open_page


@pytest.fixture
def group(camille, noe):
    return make_group_room(camille, noe)


def names(room):
    return [member.person.name.split()[0] for member in room.members.in_order()]


def events(room):
    return list(room.events.order_by("pk").values_list("kind", "person__name"))


def told(person):
    return list(Notification.objects.filter(recipient=person).values_list("kind", flat=True))


# ---- Making one ---------------------------------------------------------------------------


def test_who_makes_a_group_is_in_charge_of_it(camille):
    room = make_group(by=camille, name="Achats groupés", description="")
    assert (room.is_group, names(room), events(room)) == (True, ["Camille"], [("made", None)])
    assert len(room.slug) == 16


def test_its_first_page_tells_who_made_it(camille, client_of, group):
    page = client_of(camille).get(group.get_absolute_url()).content.decode()
    assert "Camille Gauthier a créé ce groupe" in page
    assert "Camille Gauthier a invité Noé Tremblay" in page


def test_two_groups_have_addresses_that_nobody_guesses(camille):
    slugs = {make_group(by=camille, name="Achats", description="").slug for _ in range(3)}
    assert len(slugs) == 3
    assert not any("achats" in slug.lower() for slug in slugs)


def test_suspended_people_make_none_and_nobody_makes_many(camille, noe, client_of):
    noe.suspended_until = timezone.now() + timedelta(days=1)
    with pytest.raises(PermissionDenied):
        make_group(by=noe, name="Non", description="")
    for _ in range(MOST_GROUPS_A_DAY):
        make_group(by=camille, name="Oui", description="")
    with pytest.raises(TooFast):
        make_group(by=camille, name="Trop", description="")
    answer = client_of(camille).post(reverse("chat:new_group"), {"name": "Trop de salons"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "86400")
    assert "Trop de salons" in answer.content.decode()
    RoomEvent.objects.update(created_at=timezone.now() - timedelta(days=2))
    make_group(by=camille, name="Demain", description="")


@pytest.mark.parametrize("name", ["", "\u200b", "a" * 61])
def test_a_group_needs_a_name(client_of, camille, name):
    answer = client_of(camille).post(reverse("chat:new_group"), {"name": name, "is_group": "", "slug": "x"})
    assert answer.status_code == 422
    assert not Room.objects.exists()


# ---- Inviting -----------------------------------------------------------------------------


def test_a_member_brings_in_others_who_are_told(group, camille, noe, lea):
    assert invite(by=noe, room=group, people=[lea, camille]) == [lea]
    assert names(group) == ["Camille", "Noé", "Léa"]
    assert RoomMember.objects.get(person=lea).invited_by == noe
    assert (told(lea), told(camille)) == (["room_invitation"], [])
    assert events(group)[-1] == ("joined", "Léa Bouchard")


def test_what_is_said_after_one_joined_is_unread(group, camille, lea):
    make_message(group, camille)
    invite(by=camille, room=group, people=[lea])
    make_message(group, camille)
    assert unread_of([lea.pk]) == {lea.pk: 1}


def test_strangers_and_suspended_members_bring_in_nobody(group, noe, lea, sylvie):
    noe.suspended_until = timezone.now() + timedelta(days=1)
    for by in (lea, noe):
        with pytest.raises(PermissionDenied):
            invite(by=by, room=group, people=[sylvie])
    assert names(group) == ["Camille", "Noé"]


def test_nobody_is_brought_into_an_open_or_archived_room(room, group, camille, lea):
    with pytest.raises(PermissionDenied):
        invite(by=camille, room=room, people=[lea])
    archive_room(by=camille, room=group)
    with pytest.raises(PermissionDenied):
        invite(by=camille, room=group, people=[lea])


def test_nobody_invites_the_whole_site(group, camille, lea):
    RoomMember.objects.update(invited_by=camille)
    many = [User(name=f"Membre {n}", email=f"m{n}@example.org") for n in range(MOST_INVITED_A_DAY)]
    with pytest.raises(TooFast):
        invite(by=camille, room=group, people=User.objects.bulk_create(many))
    assert names(group) == ["Camille", "Noé"]


def test_the_page_finds_people_by_name_but_not_members_nor_closed_accounts(group, client_of, camille, lea):
    close_account(person=make_user("Léo Bouchard"))
    browser = client_of(camille)
    address = reverse("chat:invite", args=[group.slug])
    page = browser.get(address, {"q": "bouch"}, headers={"HX-Request": "true"}).content.decode()
    assert "Léa Bouchard" in page
    assert "Léo" not in page
    assert "<html" not in page
    assert "Noé" not in browser.get(address, {"q": "tremb"}, headers={"HX-Request": "true"}).content.decode()


def test_without_scripts_one_searches_ticks_and_invites(group, client_of, camille, lea, sylvie):
    browser = client_of(camille)
    address = reverse("chat:invite", args=[group.slug])
    page = browser.post(address, {"q": "sylvie", "search": "1", "people": [lea.pk]}).content.decode()
    assert f'value="{lea.pk}" checked' in page
    assert f'value="{sylvie.pk}">' in page
    assert names(group) == ["Camille", "Noé"]
    assert browser.post(address, {"q": "sylvie", "people": [lea.pk, sylvie.pk]}).status_code == 302
    assert names(group) == ["Camille", "Noé", "Léa", "Sylvie"]


@pytest.mark.parametrize("people", [[], ["0"], ["x"], ["9" * 30], ["-1"]])
def test_people_who_do_not_exist_are_refused(group, client_of, camille, people):
    answer = client_of(camille).post(reverse("chat:invite", args=[group.slug]), {"people": people, "q": "Zoé"})
    assert answer.status_code == 422
    assert "Zoé" in answer.content.decode()


# ---- Ending it ----------------------------------------------------------------------------


def test_who_is_removed_is_told_with_the_name_they_knew(group, client_of, camille, noe):
    remove_member(by=camille, room=group, person=noe)
    rename_group(by=camille, room=group, name="Sans lui", description="")
    assert names(group) == ["Camille"]
    assert events(group)[-2:] == [("removed", "Noé Tremblay"), ("renamed", None)]
    page = client_of(noe).get(reverse("notifications:list")).content.decode()
    assert "Achats groupés" in page
    assert "Sans lui" not in page


def test_only_the_one_in_charge_and_moderators_who_are_members_remove(group, camille, noe, lea):
    moderator = make_user("Rose Roy", is_superuser=True)
    for by in (noe, lea, moderator):
        with pytest.raises(PermissionDenied):
            remove_member(by=by, room=group, person=camille)
    with pytest.raises(PermissionDenied):
        remove_member(by=camille, room=group, person=camille)
    invite(by=noe, room=group, people=[moderator])
    remove_member(by=moderator, room=group, person=camille)
    assert names(group) == ["Noé", "Rose"]


def test_who_was_removed_comes_back_only_when_invited(group, client_of, camille, noe):
    remove_member(by=camille, room=group, person=noe)
    browser = client_of(noe)
    assert browser.get(group.get_absolute_url()).status_code == 404
    with pytest.raises(PermissionDenied):
        invite(by=noe, room=group, people=[noe])
    invite(by=camille, room=group, people=[noe])
    assert browser.get(group.get_absolute_url()).status_code == 200


def test_the_charge_falls_to_the_longest_member(group, camille, noe, lea):
    invite(by=camille, room=group, people=[lea])
    leave_room(person=camille, room=group)
    assert names(group) == ["Noé", "Léa"]
    rename_group(by=noe, room=group, name="Suite", description="")
    close_account(person=noe)
    remove_from = Room.objects.get(pk=group.pk)
    assert names(remove_from) == ["Léa"]
    rename_group(by=lea, room=group, name="Fin", description="")


def test_suspended_people_may_leave_and_nobody_leaves_an_open_room(group, room, noe):
    noe.suspended_until = timezone.now() + timedelta(days=1)
    leave_room(person=noe, room=group)
    for place in (group, room):
        with pytest.raises(PermissionDenied):
            leave_room(person=noe, room=place)


def test_the_charge_is_handed_over_to_a_member(group, camille, noe, lea):
    with pytest.raises(PermissionDenied):
        hand_over(by=camille, room=group, person=lea)
    hand_over(by=camille, room=group, person=noe)
    assert names(group) == ["Noé", "Camille"]
    for change in (
        lambda: hand_over(by=camille, room=group, person=camille),
        lambda: rename_group(by=camille, room=group, name="Non", description=""),
        lambda: archive_room(by=camille, room=group),
    ):
        with pytest.raises(PermissionDenied):
            change()


def test_each_change_takes_one_version(group, camille, noe, lea):
    before = Room.objects.get().version
    invite(by=camille, room=group, people=[lea, make_user("Max Roy")])
    assert {event.version for event in group.events.order_by("-pk")[:2]} == {before + 1}
    remove_member(by=camille, room=group, person=lea)
    assert Room.objects.get().version == before + 2


# ---- Calling someone ----------------------------------------------------------------------


def test_only_members_are_told_that_they_were_mentioned(group, camille, noe, lea):
    make_message(group, camille, f"@[Noé](/personnes/{noe.pk}/), @[Léa](/personnes/{lea.pk}/)")
    assert ("room_mention" in told(noe), told(lea)) == (True, [])


def test_the_names_offered_there_are_those_of_members(group, client_of, camille, noe, lea):
    names = lambda q: client_of(camille).get(reverse("chat:names", args=[group.slug]), {"q": q}).json()["names"]  # noqa: E731
    assert [row["name"] for row in names("noe")] == ["Noé Tremblay"]
    assert names("lea") == []


def test_readers_of_a_room_are_those_who_see_it(group, room, camille, noe, lea):
    RoomBan.objects.create(room=room, person=lea, message=make_message(room, lea))
    for place in (room, group):
        assert set(readers_of(place)) == {
            person for person in User.objects.all() if Room.objects.visible_to(person).filter(pk=place.pk).exists()
        }


# ---- Who sees it --------------------------------------------------------------------------


def test_not_even_administrators_see_a_group(group, client_of, camille, noe):
    message = make_message(group, noe, "Le prix est de 4,10 $.")
    read_room(person=camille, room=group, number=0)
    rose = make_user("Rose Roy", is_superuser=True, is_staff=True)
    browser = client_of(rose)
    doors = [
        reverse("chat:room", args=[group.slug]),
        reverse("chat:history", args=[group.slug]),
        reverse("chat:about", args=[group.slug]),
        reverse("chat:message_row", args=[message.pk]),
        reverse("chat:message_actions", args=[message.pk]),
        reverse("moderation:decide", args=["message", message.pk, "hide"]),
        reverse("moderation:report", args=["message", message.pk]),
        f"{reverse('live:since')}?topic={group.topic}&version=0",
    ]
    assert [browser.get(door).status_code for door in doors] == [404] * len(doors)
    assert browser.get(reverse("admin:chat_room_change", args=[group.pk])).status_code == 302
    for page in (reverse("chat:rooms"), reverse("admin:chat_room_changelist")):
        assert group.name not in browser.get(page).content.decode()
    assert group.name in client_of(camille).get(reverse("chat:rooms")).content.decode()


def test_who_was_removed_finds_every_door_closed(group, client_of, camille, noe):
    message = make_message(group, noe)
    read_room(person=noe, room=Room.objects.get(), number=0)
    make_message(group, camille)
    assert unread_of([noe.pk]) == {noe.pk: 1}
    remove_member(by=camille, room=group, person=noe)
    browser = client_of(noe)
    writes = [
        ("chat:send", [group.slug], {"body": "Encore moi."}),
        ("chat:mark_read", [group.slug], {"number": 1}),
        ("chat:edit_message", [message.pk], {"body": "Changé."}),
        ("chat:remove_message", [message.pk], {}),
        ("chat:restore_message", [message.pk], {}),
        ("chat:leave", [group.slug], {}),
        ("chat:invite", [group.slug], {"people": [noe.pk]}),
        ("moderation:report", ["message", message.pk], {"reason": "Pour voir."}),
    ]
    for name, arguments, fields in writes:
        assert browser.post(reverse(name, args=arguments), fields).status_code == 404, name
    assert browser.get(f"{reverse('live:since')}?topic={group.topic}&version=0").status_code == 404
    assert unread_of([noe.pk]) == {}
    assert browser.get(reverse("live:counters")).json()["counters"]["rooms"] == 0
    assert list(Room.objects.visible_to(noe)) == []


@pytest.mark.django_db(transaction=True)
async def test_the_page_of_who_is_removed_stops_hearing_within_a_second(group, camille, noe):
    async with open_page(noe, group.topic) as page:
        await database_sync_to_async(remove_member)(by=camille, room=group, person=noe)
        assert await page.receive_frame("gone") == {"topic": group.topic, "gone": True}
        await database_sync_to_async(make_message)(group, camille)
        # Of the room: their bell rings all the same.
        with pytest.raises(TimeoutError):
            await page.receive_frame("changes", within=0.5)


@pytest.mark.django_db(transaction=True)
async def test_members_see_who_came(group, camille, noe, lea):
    async with open_page(noe, group.topic) as page:
        await database_sync_to_async(invite)(by=camille, room=group, people=[lea])
        [change] = (await page.receive_frame("changes"))["changes"]
        assert "Léa Bouchard" in change["html"]
