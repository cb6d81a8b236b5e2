from datetime import UTC, datetime
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from content.text import AlreadySent
from forum.actions import post_reply
from forum.models import Post, Thread
from forum.moderating.actions import close_thread, hide_thread
from tests.build import make_post, make_tag, make_thread
from tests.sockets import open_page


def test_a_reply_takes_the_next_number_and_version(thread, noe):
    post = make_post(thread, noe)
    thread.refresh_from_db()
    assert (post.number, post.version) == (2, 2)
    assert (thread.version, thread.last_number, thread.visible_posts) == (2, 2, 2)
    assert (thread.last_poster, thread.last_posted_at) == (noe, thread.last_posted_at)


def test_a_reply_moves_its_thread_up_in_the_pages_of_its_tags(board, camille, noe):
    thread = make_thread(camille, board, tags=[make_tag()])
    make_post(thread, noe)
    thread.refresh_from_db()
    assert thread.tagged.get().last_posted_at == thread.last_posted_at


@pytest.mark.django_db(transaction=True)
async def test_a_reply_reaches_an_open_page(thread, camille, noe):
    async with open_page(camille, thread.topic, version=1) as page:
        post = await database_sync_to_async(make_post)(thread, noe, "Alliage **6061-T6**.")
        frame = await page.receive_frame("changes")
    assert (frame["from"], frame["version"]) == (1, 2)
    (change,) = frame["changes"]
    assert (change["key"], change["version"]) == (f"post-{post.pk}", 2)
    assert "<strong>6061-T6</strong>" in change["html"]


def test_the_same_form_twice_is_one_reply(thread, noe):
    once = uuid4()
    first = post_reply(author=noe, thread=thread, body="Oui.", client_id=once)
    again = post_reply(author=noe, thread=thread, body="Oui.", client_id=once)
    assert first == again
    assert thread.posts.count() == 2
    assert Thread.objects.get().version == 2  # the refusal gave the number back


def test_a_reply_that_was_stored_before_the_closing_is_answered_as_such(thread, noe, sylvie):
    once = uuid4()
    first = post_reply(author=noe, thread=thread, body="Oui.", client_id=once)
    close_thread(by=sylvie, thread=thread)
    assert post_reply(author=noe, thread=thread, body="Oui.", client_id=once) == first
    assert Thread.objects.get().version == 3


def test_the_same_form_with_another_text_is_told(thread, noe):
    once = uuid4()
    post_reply(author=noe, thread=thread, body="Oui.", client_id=once)
    with pytest.raises(AlreadySent):
        post_reply(author=noe, thread=thread, body="Non.", client_id=once)


def test_a_closed_thread_takes_no_reply(thread, noe, sylvie):
    close_thread(by=sylvie, thread=thread)
    with pytest.raises(PermissionDenied):
        make_post(thread, noe)
    assert Thread.objects.get().version == 2  # the closing alone


def test_a_hidden_thread_takes_no_reply(thread, noe, sylvie):
    hide_thread(by=sylvie, thread=thread)
    with pytest.raises(PermissionDenied):
        make_post(thread, noe)


def test_a_suspended_person_does_not_reply(thread, noe):
    noe.suspended_until = timezone.now() + timezone.timedelta(hours=1)
    with pytest.raises(PermissionDenied):
        make_post(thread, noe)


def address(thread):
    return reverse("forum:reply", args=[thread.pk])


def test_without_javascript_the_reply_leads_to_its_place(client, thread, noe):
    client.force_login(noe)
    answer = client.post(address(thread), {"body": "Oui.", "client_id": uuid4()}, follow=True)
    post = Post.objects.get(number=2)
    assert answer.redirect_chain[-1][0] == f"/fils/{thread.pk}/#post-{post.pk}"
    assert "Oui." in answer.content.decode()


def test_the_script_gets_the_frame_that_all_hear(client, thread, noe):
    client.force_login(noe)
    answer = client.post(
        address(thread), {"body": "Oui.", "client_id": uuid4()}, headers={"Accept": "application/json"}
    )
    (frame,) = answer.json()["frames"]
    assert answer.status_code == 201
    assert (frame["topic"], frame["from"], frame["version"]) == (thread.topic, 1, 2)


def test_a_refused_reply_keeps_its_text(client, thread, noe, sylvie):
    close_thread(by=sylvie, thread=thread)
    client.force_login(noe)
    answer = client.post(address(thread), {"body": "Ma longue réponse.", "client_id": uuid4()})
    assert answer.status_code == 403
    assert "Ma longue réponse." in answer.content.decode()


def test_too_long_a_reply_is_told_by_how_much(client, thread, noe):
    client.force_login(noe)
    answer = client.post(address(thread), {"body": "é" * 8001, "client_id": uuid4()})
    assert answer.status_code == 422
    assert "é" * 8001 in answer.content.decode()
    assert client.post(address(thread), {"body": "😀" * 8000, "client_id": uuid4()}).status_code == 302


def test_guests_are_asked_to_sign_in(client, thread):
    answer = client.post(address(thread), {"body": "Oui."})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    assert thread.posts.count() == 1


def test_another_text_with_a_used_form_can_be_sent_again(client, thread, noe):
    once = uuid4()
    client.force_login(noe)
    client.post(address(thread), {"body": "Oui.", "client_id": once})
    answer = client.post(address(thread), {"body": "Une autre réponse.", "client_id": once})
    assert answer.status_code == 409
    form = answer.context["form"]
    assert "Une autre réponse." in answer.content.decode()
    fresh = {"body": form["body"].value(), "client_id": form["client_id"].value()}
    assert client.post(address(thread), fresh).status_code == 302
    assert thread.posts.count() == 3


def test_an_old_thread_says_so_before_one_replies(thread, noe, client_of):
    browser = client_of(noe)
    assert "Le dernier message date de" not in browser.get(thread.get_absolute_url()).content.decode()
    Thread.objects.filter(pk=thread.pk).update(last_posted_at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    assert "Le dernier message date de mars 2026" in browser.get(thread.get_absolute_url()).content.decode()
