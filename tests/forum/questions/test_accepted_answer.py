"""A question has one accepted answer: who chooses it, where it shows, what becomes of it with its post."""

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum.actions import edit_post
from forum.models import Post, Thread
from forum.moderating.actions import arrange_thread, close_thread, hide_post, hide_thread, show_post
from forum.moving.actions import merge_thread, move_posts, split_thread
from forum.questions.actions import mark_answer
from live.database import in_thread
from notifications.models import Notification
from tests.build import make_board, make_post, make_thread
from tests.sockets import open_page

ACCEPTED, ALSO = Post.Mark.ACCEPTED, Post.Mark.ALSO


@pytest.fixture
def answer(thread, noe):
    return make_post(thread, noe, "Lame à **80 dents**, denture négative.")


@pytest.fixture
def other(thread, lea):
    return make_post(thread, lea, "Ruban bimétal, 10 dents au pouce.")


def accept(by, post, mark=ACCEPTED):
    return mark_answer(by=by, post=post, mark=mark)


def state(thread):
    """Return what the question shows for its answer, whether it is answered, and its marks by number."""
    thread = Thread.objects.get(pk=thread.pk)
    marks = dict(thread.posts.exclude(mark="").values_list("number", "mark"))
    return thread.posts.get(number=1).answer_id, bool(thread.answered_at), marks


def kinds(thread):
    return list(thread.events.order_by("pk").values_list("kind", "after_number"))


@pytest.mark.parametrize("who", ["camille", "sylvie"])
def test_whoever_asked_and_a_moderator_accept_an_answer(request, thread, answer, who):
    accept(request.getfixturevalue(who), answer)
    assert state(thread) == (answer.pk, True, {2: "accepted"})
    assert kinds(thread) == [("answered", 2)]


def test_one_takes_the_place_of_another(thread, answer, other, camille):
    accept(camille, answer)
    accept(camille, other)
    assert state(thread) == (other.pk, True, {3: "accepted"})


def test_it_is_taken_back(thread, answer, camille):
    accept(camille, answer)
    accept(camille, answer, "")
    assert state(thread) == (None, False, {})
    assert kinds(thread) == [("answered", 2), ("unanswered", 2)]


def test_the_same_again_takes_no_version(thread, answer, camille):
    accept(camille, answer)
    version = Thread.objects.get(pk=thread.pk).version
    accept(camille, answer)
    assert (Thread.objects.get(pk=thread.pk).version, len(kinds(thread))) == (version, 1)


def test_three_more_are_useful_too(thread, noe, camille):
    posts = [make_post(thread, noe, f"Essai {n}") for n in range(5)]
    accept(camille, posts[0])
    for post in posts[1:4]:
        accept(camille, post, ALSO)
    with pytest.raises(PermissionDenied):
        accept(camille, posts[4], ALSO)
    assert state(thread) == (posts[0].pk, True, {2: "accepted", 3: "also", 4: "also", 5: "also"})
    accept(camille, posts[1])
    assert state(thread)[2] == {3: "accepted", 4: "also", 5: "also"}


def test_readers_see_who_marked_what_and_who_took_it_back(client_of, thread, answer, camille, sylvie):
    for person, mark in ((camille, ALSO), (sylvie, "accepted"), (sylvie, ALSO), (camille, "")):
        accept(person, answer, mark)
    assert kinds(thread) == [
        ("useful_too", 2), ("answered", 2), ("unanswered", 2), ("useful_too", 2), ("not_useful_too", 2),
    ]  # fmt: skip
    page = client_of(None).get(thread.get_absolute_url()).content.decode()
    for words in (
        "Camille Gauthier a marqué le message 2 comme aussi utile",
        "Sylvie Desrosiers a retenu le message 2",
        "Camille Gauthier ne marque plus le message 2 comme aussi utile",
    ):
        assert words in page


@pytest.mark.parametrize("who", ["noe", "lea"])
def test_others_do_not_choose(request, answer, who, thread):
    with pytest.raises(PermissionDenied):
        accept(request.getfixturevalue(who), answer)
    assert state(thread) == (None, False, {})


def test_neither_the_question_nor_a_hidden_message_is_an_answer(thread, answer, camille, sylvie):
    hide_post(by=sylvie, post=answer)
    for post in (thread.posts.get(number=1), answer):
        with pytest.raises(PermissionDenied):
            accept(sylvie, post)
    assert state(thread) == (None, False, {})


def test_a_discussion_has_no_answer(board, camille, noe, sylvie):
    thread = make_thread(camille, board, kind="discussion")
    with pytest.raises(PermissionDenied):
        accept(sylvie, make_post(thread, noe))
    hidden = make_thread(camille, board)
    post = make_post(hidden, noe)
    hide_thread(by=sylvie, thread=hidden)
    with pytest.raises(PermissionDenied):
        accept(sylvie, post)


def test_a_closed_question_still_gets_its_answer(thread, answer, camille, sylvie):
    close_thread(by=sylvie, thread=thread)
    accept(camille, answer)
    assert state(thread) == (answer.pk, True, {2: "accepted"})


def test_a_hidden_answer_is_none_until_it_shows_again(thread, answer, other, camille, sylvie):
    accept(camille, answer)
    hide_post(by=sylvie, post=answer)
    assert state(thread)[:2] == (None, False)
    show_post(by=sylvie, post=answer)
    assert state(thread)[:2] == (answer.pk, True)
    hide_post(by=sylvie, post=answer)
    accept(camille, other)
    show_post(by=sylvie, post=answer)
    assert state(thread) == (other.pk, True, {3: "accepted"})


def test_an_answer_that_goes_elsewhere_answers_nothing(thread, answer, other, camille, sylvie, board, noe):
    accept(camille, answer)
    elsewhere = make_thread(noe, board)
    move_posts(by=sylvie, thread=thread, posts=[answer.pk], to=elsewhere)
    assert (state(thread), state(elsewhere)) == ((None, False, {}), (None, False, {}))
    accept(camille, other)
    fields = {"title": "Autre", "kind": "question", "tags": [], "board": board}
    new = split_thread(by=sylvie, thread=thread, posts=[other.pk], **fields)
    assert (state(thread), state(new)) == ((None, False, {}), (None, False, {}))


def test_a_merged_question_leaves_its_answer_behind(thread, answer, camille, sylvie, board, noe):
    accept(camille, answer)
    target = make_thread(noe, board)
    merge_thread(by=sylvie, thread=thread, to=target)
    assert state(target) == (None, False, {})
    assert Post.objects.filter(answer__isnull=False).count() == 0


def test_a_question_that_becomes_a_discussion_is_not_answered(thread, answer, camille, sylvie):
    accept(camille, answer)
    same = {"title": thread.title, "tags": [], "board": thread.board, "pinned_until": None}
    arrange_thread(by=sylvie, thread=thread, kind="discussion", **same)
    assert state(thread)[:2] == (None, False)
    arrange_thread(by=sylvie, thread=thread, kind="question", **same)
    assert state(thread)[:2] == (answer.pk, True)


def test_the_author_of_the_answer_is_told_while_it_is_one(client_of, thread, answer, noe, camille):
    accept(camille, answer)
    assert list(Notification.objects.values_list("recipient__name", "kind")) == [
        ("Camille Gauthier", "reply"),
        (noe.name, "accepted"),
    ]
    page = client_of(noe).get(reverse("notifications:list")).content.decode()
    assert "Camille Gauthier a retenu votre réponse" in page
    accept(camille, answer, "")
    page = client_of(noe).get(reverse("notifications:list")).content.decode()
    assert thread.title not in page.partition("<main")[2]


def test_nobody_is_told_of_their_own_choice(thread, camille):
    accept(camille, make_post(thread, camille))
    assert not Notification.objects.filter(kind="accepted").exists()


def test_the_page_shows_it_under_the_question_and_says_solved(client_of, thread, answer, other, camille, noe, board):
    accept(camille, answer)
    accept(camille, other, ALSO)
    page = client_of(noe).get(thread.get_absolute_url()).content.decode()
    question, rest = page.partition('<ol class="stream"')[2].split('data-place="2"')
    assert "Lame à 80 dents, denture négative." in question
    assert f'href="{answer.get_absolute_url()}"' in question
    assert "Aussi utile" in rest
    assert "Résolu" in page.partition('id="thread-state"')[2].partition("</header>")[0]
    assert "Résolu" in client_of(noe).get(board.get_absolute_url()).content.decode()
    accept(camille, answer, "")
    assert "Réponse retenue" not in client_of(noe).get(thread.get_absolute_url()).content.decode()


def test_an_edited_answer_shows_its_new_words_in_the_question(client_of, thread, answer, camille, noe):
    accept(camille, answer)
    client_of(noe).get(thread.get_absolute_url())
    edit_post(by=noe, post=answer, body="Lame à 100 dents.")
    page = client_of(noe).get(thread.get_absolute_url()).content.decode()
    assert "100 dents" in page.partition('data-place="2"')[0]
    assert "80 dents" not in page.partition("</ol>")[0].partition('<ol class="stream"')[2]


def test_only_who_may_choose_is_offered_it(client_of, thread, answer, camille, noe, sylvie):
    offered = [
        (
            "data-settles" in client_of(person).get(thread.get_absolute_url()).content.decode(),
            'value="also"' in client_of(person).get(reverse("forum:post_actions", args=[answer.pk])).content.decode(),
        )
        for person in (camille, sylvie, noe, None)
    ]
    assert offered == [(True, True), (True, True), (False, False), (False, False)]


def test_a_form_leads_back_to_the_post_and_nonsense_is_refused(client_of, thread, answer, camille):
    address = reverse("forum:mark_answer", args=[answer.pk])
    for mark, status in (("best", 422), ("accepted\0", 422), ("accepted", 302), ("", 302)):
        assert client_of(camille).post(address, {"mark": mark}).status_code == status
    assert state(thread) == (None, False, {})


def test_the_answer_to_a_script_holds_all_that_changed(client_of, thread, answer, camille):
    browser = client_of(camille)
    answered = browser.post(
        reverse("forum:mark_answer", args=[answer.pk]), {"mark": "accepted"}, headers={"Accept": "application/json"}
    )
    [frame] = answered.json()["frames"]
    keys = {change["key"] for change in frame["changes"]}
    opening = thread.posts.get(number=1)
    assert keys == {opening.live_key, answer.live_key, thread.events.get().live_key}


@pytest.mark.django_db(transaction=True)
async def test_open_pages_hear_it(thread, answer, camille, lea, sylvie):
    def changes(frame):
        return {change["key"]: change.get("html", "") for change in frame["changes"]}

    async with open_page(lea, thread.topic) as page:
        await database_sync_to_async(accept)(camille, answer)
        told = changes(await page.receive_frame())
        opening = await in_thread(lambda: thread.posts.get(number=1).live_key)
        assert "Lame à 80 dents" in told[opening]
        assert "Réponse retenue" in told[answer.live_key]
        await in_thread(lambda: hide_post(by=sylvie, post=answer))
        assert "Lame à 80 dents" not in changes(await page.receive_frame())[opening]


def test_what_a_private_board_answers_stays_there(client_of, noe, sylvie):
    private = make_board(name_fr="Comité", readable_by="groups", moderators=[sylvie])
    post = make_post(make_thread(sylvie, private), sylvie)
    assert client_of(noe).post(reverse("forum:mark_answer", args=[post.pk]), {"mark": "accepted"}).status_code == 404
