"""Who may read a board, and everything in it."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.urls import reverse

from forum.models import Board, Post, Thread
from tests.build import make_board, make_tag, make_thread, make_user

NOBODY = AnonymousUser()


@pytest.fixture
def boards(db, camille):
    group = Group.objects.create(name="Partenaires")
    private = make_board(slug="partenaires", readable_by=Board.Readers.GROUPS)
    private.readable_groups.add(group)
    return {
        "everyone": make_board(slug="tous"),
        "members": make_board(slug="membres", readable_by=Board.Readers.MEMBERS),
        "groups": private,
    }


def seen_by(person):
    return {board.slug for board in Board.objects.visible_to(person)}


def test_boards_are_seen_by_those_they_are_for(boards, camille, noe, lea):
    camille.groups.add(Group.objects.get())
    boards["groups"].moderators.add(noe)
    assert seen_by(NOBODY) == {"tous"}
    assert seen_by(lea) == {"tous", "membres"}
    assert seen_by(camille) == seen_by(noe) == {"tous", "membres", "partenaires"}
    assert seen_by(make_user(is_superuser=True)) == {"tous", "membres", "partenaires"}


def test_nothing_of_a_private_board_shows_by_another_door(client, boards, camille, lea):
    camille.groups.add(Group.objects.get())
    tag = make_tag()
    thread = make_thread(camille, boards["groups"], title="CANARI titre", body="CANARI texte", tags=[tag])
    assert not Thread.objects.visible_to(lea).exists()
    assert not Post.objects.visible_to(lea).exists()
    client.force_login(lea)
    for address in (
        boards["groups"].get_absolute_url(),
        thread.get_absolute_url(),
        thread.posts.get().get_absolute_url(),
        reverse("forum:post_actions", args=[thread.posts.get().pk]),
        reverse("forum:post_row", args=[thread.posts.get().pk]),
        f"/direct/depuis/?topic={thread.topic}&version=0",
    ):
        assert client.get(address).status_code == 404
    for address in ("/", "/fils/", "/babillards/", "/nouveau/", tag.get_absolute_url()):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "CANARI" not in answer.content.decode()
        assert "partenaires" not in answer.content.decode()
    client.force_login(camille)
    assert "CANARI" in client.get("/fils/").content.decode()


def test_reading_needs_no_account_where_a_board_is_open(client, thread):
    for address in ("/", "/fils/", "/babillards/", thread.board.get_absolute_url(), thread.get_absolute_url()):
        answer = client.get(address)
        assert answer.status_code == 200
        assert thread.title in answer.content.decode()
