"""Following boards, tags, people and companies: who is told of a new thread, and who never is."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions import close_account
from accounts.models import User
from forum import jobs
from forum.actions import read_thread
from forum.following.actions import follow, unfollow
from forum.models import Following, ThreadReading
from forum.moderating.actions import hide_thread
from notifications.actions import choose
from notifications.models import Notification
from tests.build import make_board, make_post, make_tag, make_thread

pytestmark = pytest.mark.django_db


def told(person, kind="new_thread"):
    return [row.about for row in Notification.objects.filter(recipient=person, kind=kind).order_by("pk")]


def follow_all(person, **targets):
    for what, target in targets.items():
        follow(person=person, what=what, target=target)


@pytest.mark.parametrize("what", ["board", "tag", "author", "company"])
def test_a_new_thread_is_told_to_who_follows_it(what, board, camille, fjord, lea, noe):
    tag = make_tag()
    target = {"board": board, "tag": tag, "author": camille, "company": fjord}[what]
    make_thread(camille, board, tags=[tag])
    follow(person=lea, what=what, target=target)
    thread = make_thread(camille, board, tags=[tag])
    make_thread(noe, make_board(name_fr="Ailleurs"))
    assert (told(lea), told(camille)) == ([thread], [])
    unfollow(person=lea, what=what, target=target)
    make_thread(camille, board, tags=[tag])
    assert told(lea) == [thread]


def test_who_follows_all_of_it_is_told_once(board, camille, fjord, lea):
    tag = make_tag()
    follow_all(lea, board=board, tag=tag, author=camille, company=fjord)
    thread = make_thread(camille, board, tags=[tag])
    assert told(lea) == [thread]
    read_thread(person=lea, thread=thread, number=1)
    assert not Notification.objects.filter(recipient=lea, read_at=None).exists()


def test_who_is_mentioned_in_it_is_told_that_only(board, camille, lea):
    follow_all(lea, board=board)
    make_thread(camille, board, body=f"@[{lea.name}]({lea.get_absolute_url()}), une idée?")
    assert told(lea) == [] and len(told(lea, "mention")) == 1


def test_who_may_not_read_the_board_is_not_told(board, camille, lea, noe):
    group, tag = Group.objects.create(name="Comité"), make_tag()
    for person in (lea, noe):
        follow_all(person, board=board, tag=tag, author=camille)
    board.readable_by = "groups"
    board.save()
    board.readable_groups.add(group)
    noe.groups.add(group)
    camille.groups.add(group)
    thread = make_thread(camille, board, tags=[tag])
    assert (told(lea), told(noe)) == ([], [thread])


def test_who_shows_their_threads_to_nobody_is_not_followed(board, camille, fjord, lea, client_of):
    follow_all(lea, author=camille, company=fjord)
    User.objects.filter(pk=camille.pk).update(writing_shown_to="nobody")
    camille.refresh_from_db()
    make_thread(camille, board)
    assert told(lea) == []
    with pytest.raises(PermissionDenied):
        follow(person=lea, what="author", target=camille)
    with pytest.raises(PermissionDenied):
        follow(person=lea, what="author", target=lea)


def test_who_keeps_their_company_to_themselves_is_not_told_by_it(board, camille, fjord, lea):
    follow_all(lea, company=fjord)
    User.objects.filter(pk=camille.pk).update(company_shown_to="nobody")
    camille.refresh_from_db()
    make_thread(camille, board)
    assert told(lea) == []


def test_a_row_follows_one_thing_and_once(board, lea):
    for _ in range(2):
        follow(person=lea, what="board", target=board)
    assert Following.objects.count() == 1
    for fields in ({}, {"board": board, "tag": make_tag()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Following.objects.create(person=lea, **fields)


def test_the_button_follows_and_stops_and_the_list_too(board, camille, fjord, lea, client_of):
    browser, tag = client_of(lea), make_tag()
    for what, target in (("board", board), ("tag", tag), ("author", camille), ("company", fjord)):
        address = reverse("forum:follow", args=[what, target.pk])
        assert 'aria-pressed="false"' in browser.get(target.get_absolute_url()).content.decode()
        assert browser.post(address).url == target.get_absolute_url()
        assert 'aria-pressed="true"' in browser.get(target.get_absolute_url()).content.decode()
        assert address in browser.get("/suivis/").content.decode()
    assert browser.post(reverse("forum:follow", args=["tag", tag.pk]), {"stop": "1", "list": "1"}).url == "/suivis/"
    page = browser.get("/suivis/").content.decode()
    assert board.name in page and camille.name in page and fjord.name in page and tag.name not in page
    assert board.name not in client_of(camille).get("/suivis/").content.decode()
    assert "aria-pressed" not in client_of(None).get(board.get_absolute_url()).content.decode()


def test_a_board_that_closed_leaves_the_list_and_nonsense_is_absent(board, lea, client_of):
    browser = client_of(lea)
    follow_all(lea, board=board)
    board.readable_by = "groups"
    board.save()
    assert board.name not in browser.get("/suivis/").content.decode()
    for address in (f"/suivis/board/{board.pk}/", "/suivis/board/0/", "/suivis/thread/1/", f"/suivis/tag/{10**17}/"):
        assert browser.post(address).status_code == 404
    assert browser.get(f"/suivis/board/{board.pk}/").status_code == 405


def test_who_left_follows_nothing_and_is_followed_by_nobody(board, camille, lea, client_of):
    follow_all(camille, board=board)
    follow_all(lea, author=camille)
    close_account(person=camille)
    assert "Personne partie" not in client_of(lea).get("/suivis/").content.decode()
    jobs.run_due()
    assert not Following.objects.exists()


def test_whether_own_and_answered_threads_are_followed_is_a_choice(board, camille, noe, lea):
    choose(person=camille, follows_own=False)
    choose(person=noe, follows_replied=False)
    thread = make_thread(camille, board)
    make_post(thread, noe)
    make_post(thread, camille)
    assert set(ThreadReading.objects.values_list("watch", flat=True)) == {""}
    make_post(thread, lea)
    assert not Notification.objects.exists()
    other = make_thread(noe, board)
    make_post(other, camille)
    assert {reading.person for reading in other.readings.filter(watch="following")} == {noe, camille}


def test_who_is_quoted_is_told_that_unless_the_answer_calls_them_too(thread, camille, noe, lea):
    call = f"@[{camille.name}]({camille.get_absolute_url()})"
    quote = f"> {call} [a écrit](/messages/1/) :\n>\n> > Encore @[{lea.name}]({lea.get_absolute_url()})\n>\n> Oui."
    make_post(thread, noe, f"{quote}\n\nMerci.")
    assert (len(told(camille, "quote")), told(camille, "mention"), len(told(lea, "quote"))) == (1, [], 1)
    make_post(thread, lea, f"{quote}\n\nMerci {call}.")
    assert (len(told(camille, "quote")), len(told(camille, "mention"))) == (1, 1)


def test_a_hidden_thread_is_told_without_its_title(board, camille, lea, sylvie, client_of):
    follow_all(lea, board=board)
    thread = make_thread(camille, board, title="Un titre à cacher")
    page = "Camille Gauthier a ouvert un fil"
    assert page in client_of(lea).get("/notifications/").content.decode()
    hide_thread(by=sylvie, thread=thread)
    assert "Un titre à cacher" not in client_of(lea).get("/notifications/").content.decode()
