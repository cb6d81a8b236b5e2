"""A thread goes on paper whole: every post that its reader sees, the accepted answer after the question."""

import re

import pytest
from django.urls import reverse

from forum import printing
from forum.moderating.actions import hide_post, hide_thread
from forum.moving.actions import merge_thread
from forum.questions.actions import mark_answer
from tests.build import make_board, make_post, make_thread


def page(browser, thread, query=""):
    return browser.get(f"{reverse('forum:print', args=[thread.pk])}{query}")


def posts_in(answer):
    return [int(pk) for pk in re.findall(r'<li id="post-(\d+)"', answer.content.decode())]


@pytest.fixture
def long(thread, noe):
    return [thread.posts.get(), *[make_post(thread, noe, f"Essai {n}.") for n in range(2, 26)]]


def test_a_guest_prints_all_posts_of_a_thread_of_several_pages(thread, long, client_of):
    answer = page(client_of(None), thread)
    assert posts_in(answer) == [post.pk for post in long]
    text = answer.content.decode()
    assert '<meta name="robots" content="noindex">' in text and "data-stream" not in text
    assert thread.get_absolute_url() in client_of(None).get(thread.get_absolute_url()).content.decode()
    assert reverse("forum:print", args=[thread.pk]) in client_of(None).get(thread.get_absolute_url()).content.decode()


def test_a_very_long_one_comes_in_parts(thread, long, client_of, monkeypatch):
    monkeypatch.setattr(printing, "MOST", 10)
    browser, found = client_of(None), []
    query = ""
    while query is not None:
        answer = page(browser, thread, query)
        found.append(posts_in(answer))
        following = re.search(r'href="(\?message=\d+)" rel="next"', answer.content.decode())
        query = following and following[1]
    assert [len(part) for part in found] == [10, 10, 5]
    assert [pk for part in found for pk in part] == [post.pk for post in long]
    assert "messages 11 à 20" in page(browser, thread, "?message=11").content.decode()


def test_the_accepted_answer_follows_the_question(thread, long, camille, client_of):
    mark_answer(by=camille, post=long[7], mark="accepted")
    answer = page(client_of(None), thread)
    assert posts_in(answer) == [post.pk for post in [long[0], long[7], *long[1:7], *long[8:]]]
    assert "Lire la réponse entière" not in answer.content.decode()
    # The thread's own page shows its beginning under the question, as before.
    assert "Lire la réponse entière" in client_of(None).get(thread.get_absolute_url()).content.decode()


def test_hidden_posts_are_printed_by_nobody(thread, long, sylvie, client_of):
    hide_post(by=sylvie, post=long[3])
    for reader in (None, sylvie):
        assert posts_in(page(client_of(reader), thread)) == [post.pk for post in long if post != long[3]]


def test_who_may_not_read_it_does_not_print_it(sylvie, noe, thread, board, client_of):
    private = make_thread(sylvie, make_board(name_fr="Comité", readable_by="groups", moderators=[sylvie]))
    assert page(client_of(noe), private).status_code == 404
    assert page(client_of(sylvie), private).status_code == 200
    hide_thread(by=sylvie, thread=thread)
    assert page(client_of(noe), thread).status_code == 404


def test_a_merged_thread_leads_to_the_other(thread, sylvie, board, client_of):
    other = make_thread(sylvie, board, title="Lames et scies")
    merge_thread(by=sylvie, thread=thread, to=other)
    assert page(client_of(None), thread).url == reverse("forum:print", args=[other.pk])


@pytest.mark.parametrize("query", ["?message=0", "?message=-1", "?message=x", "?message=99999999999999999999"])
def test_a_mangled_address_prints_from_the_beginning(thread, client_of, query):
    assert len(posts_in(page(client_of(None), thread, query))) == 1


def test_it_costs_the_same_few_questions(thread, long, client_of, django_assert_max_num_queries):
    page(client_of(None), thread)
    with django_assert_max_num_queries(6):
        page(client_of(None), thread)
