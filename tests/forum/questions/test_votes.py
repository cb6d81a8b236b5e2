"""Members say that a message is useful, or that they have the problem of a question: once each, never of their own."""

import threading
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from forum.models import Post, PostVote, Thread
from forum.moderating.actions import arrange_thread, close_thread, hide_post, hide_thread
from forum.questions.actions import vote
from notifications.models import Notification
from tests.build import make_company, make_post, make_thread, make_user
from tests.sockets import open_page


@pytest.fixture
def answer(thread, noe):
    return make_post(thread, noe)


@pytest.fixture
def question(thread):
    return thread.posts.get(number=1)


def counted(post):
    post = Post.objects.get(pk=post.pk)
    return post.votes, post.voting_companies


def test_each_votes_once_and_may_take_it_back(answer, lea, camille):
    for _again in range(2):
        vote(by=lea, post=answer, useful=True)
    vote(by=camille, post=answer, useful=True)
    assert counted(answer) == (2, 1)
    for _again in range(2):
        vote(by=camille, post=answer, useful=False)
    assert counted(answer) == (1, 0)


def test_what_changes_nothing_takes_no_version(thread, answer, lea):
    before = Thread.objects.get(pk=thread.pk).version
    vote(by=lea, post=answer, useful=False)
    assert Thread.objects.get(pk=thread.pk).version == before


def test_companies_are_counted_once(question, lea):
    shop = make_company("Atelier Marécourt")
    for n in range(2):
        vote(by=make_user(f"Membre {n}", email=f"m{n}@example.org", company=shop), post=question, useful=True)
    vote(by=lea, post=question, useful=True)
    assert counted(question) == (3, 1)


def test_neither_ones_own_words_nor_hidden_ones(thread, answer, noe, lea, sylvie):
    with pytest.raises(PermissionDenied):
        vote(by=noe, post=answer, useful=True)
    hide_post(by=sylvie, post=answer)
    with pytest.raises(PermissionDenied):
        vote(by=lea, post=answer, useful=True)
    hide_thread(by=sylvie, thread=thread)
    with pytest.raises(PermissionDenied):
        vote(by=lea, post=thread.posts.get(number=1), useful=True)
    assert not PostVote.objects.exists()


def test_whoever_may_not_write_may_not_vote(answer):
    sam = make_user("Sam Roy", suspended_until=timezone.now() + timedelta(days=1))
    with pytest.raises(PermissionDenied):
        vote(by=sam, post=answer, useful=True)


def test_a_closed_thread_still_takes_votes(thread, answer, lea, sylvie):
    close_thread(by=sylvie, thread=thread)
    vote(by=lea, post=answer, useful=True)
    assert counted(answer) == (1, 0)


def test_votes_gather_in_one_notice_until_it_is_read(client_of, answer, noe, lea, camille, sylvie):
    for person in (lea, camille, sylvie):
        vote(by=person, post=answer, useful=True)
    notice = Notification.objects.get(recipient=noe)
    assert (notice.kind, notice.actor, notice.actors.count()) == ("useful", sylvie, 3)
    page = client_of(noe).get(reverse("notifications:list")).content.decode()
    assert "Sylvie Desrosiers et 2 autres personnes ont trouvé utile un de vos messages" in page


def test_a_vote_that_was_taken_back_is_told_no_more(client_of, answer, noe, lea):
    vote(by=lea, post=answer, useful=True)
    vote(by=lea, post=answer, useful=False)
    page = client_of(noe).get(reverse("notifications:list")).content.decode()
    assert "Léa Bouchard" not in page


def test_whoever_asked_hears_who_has_the_same_problem(client_of, question, camille, lea):
    vote(by=lea, post=question, useful=True)
    assert Notification.objects.get(recipient=camille).kind == "same_problem"
    page = client_of(camille).get(reverse("notifications:list")).content.decode()
    assert "Léa Bouchard a le même problème" in page


def test_the_row_is_the_same_for_all_and_the_page_knows_its_reader(client_of, thread, answer, question, lea, noe):
    vote(by=lea, post=answer, useful=True)
    vote(by=noe, post=question, useful=True)
    pages = [client_of(person).get(thread.get_absolute_url()).content.decode() for person in (lea, noe, None)]
    rows = [page.partition('<ol class="stream"')[2].partition(">")[2].partition("</ol>")[0] for page in pages]
    assert rows[0] == rows[1] == rows[2]
    voted = [page.partition('data-voted="')[2].partition('"')[0] for page in pages]
    assert voted == [str(answer.pk), str(question.pk), ""]
    assert "Même problème chez nous" in rows[0]


def test_a_discussion_is_useful_not_a_problem(client_of, thread, board, noe, sylvie):
    browser = client_of(noe)
    browser.get(thread.get_absolute_url())
    arrange_thread(
        by=sylvie, thread=thread, title=thread.title, kind="discussion", tags=[], board=board, pinned_until=None
    )
    page = browser.get(thread.get_absolute_url()).content.decode()
    assert "Même problème chez nous" not in page


@pytest.mark.parametrize("useful", ["", "maybe", "yes\0", "1"])
def test_nonsense_is_refused(client_of, answer, lea, useful):
    assert client_of(lea).post(reverse("forum:vote", args=[answer.pk]), {"useful": useful}).status_code == 422
    assert counted(answer) == (0, 0)


def test_without_a_script_the_menu_votes_and_takes_back(client_of, answer, lea):
    browser, menu = client_of(lea), reverse("forum:post_actions", args=[answer.pk])
    for value in ("yes", "no"):
        assert f'name="useful" value="{value}"' in browser.get(menu).content.decode()
        assert browser.post(reverse("forum:vote", args=[answer.pk]), {"useful": value}).status_code == 302
    assert counted(answer) == (0, 0)


@pytest.mark.django_db(transaction=True)
async def test_open_pages_hear_the_count(thread, answer, camille, lea):
    async with open_page(camille, thread.topic) as page:
        await database_sync_to_async(vote)(by=lea, post=answer, useful=True)
        [change] = (await page.receive_frame())["changes"]
    assert (change["key"], "<b>1</b>" in change["html"]) == (answer.live_key, True)


@pytest.mark.django_db(transaction=True)
def test_two_votes_at_once_count_two(board, camille, noe, lea):
    post = make_post(make_thread(camille, board), camille)

    def cast(person):
        vote(by=person, post=post, useful=True)
        connection.close()

    threads = [threading.Thread(target=cast, args=[person]) for person in (noe, lea)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert counted(post) == (2, 0)
