"""A closed account's name goes from what others wrote in threads, and what it read is forgotten."""

import pytest
from channels.db import database_sync_to_async
from django.utils import timezone

from accounts.actions import close_account
from forum import jobs
from forum.actions import edit_post, read_thread
from forum.history import GRACE
from forum.models import Post, PostMention, PostRevision, ThreadReading
from forum.moderating.actions import close_thread, hide_post
from tests.build import make_post
from tests.sockets import open_page

pytestmark = pytest.mark.django_db


def call(target):
    return f"@[{target}]({target.get_absolute_url()})"


def leave(person):
    close_account(person=person)
    jobs.run_due()


def words(post):
    return Post.objects.get(pk=post.pk)


def test_the_name_goes_from_words_quotes_and_code_and_nothing_else_changes(thread, noe, camille, lea, client_of):
    body = "{0}, une *lame* à 80 dents? `{0}`\n\n> {0} a écrit :\n>\n> Voir avec {1}."
    post = make_post(thread, noe, body.format(call(lea), call(camille)))
    other = make_post(thread, noe, f"Avec {call(camille)}.")
    leave(lea)
    after = words(post)
    assert after.body == body.format("Personne partie", call(camille))
    assert "Léa" not in after.html and f"@{camille.name}</a>" in after.html and "<em>lame</em>" in after.html
    assert (after.version, after.edited_at, after.digest) == (4, None, post.digest)
    assert not PostRevision.objects.exists()
    assert words(other).html == other.html
    page = client_of(noe).get(thread.get_absolute_url()).content.decode()
    assert "Personne partie, une" in page and "Léa Bouchard" not in page


def test_an_english_text_says_it_in_english(thread, noe, lea):
    post = make_post(thread, noe, f"What is the size of the blade that {call(lea)} is using with this?")
    leave(lea)
    assert "that Someone who left is" in words(post).body


def test_what_a_post_said_before_loses_it_too(thread, noe, lea, client_of):
    post = make_post(thread, noe, f"Demandez à {call(lea)}.")
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - GRACE)
    edit_post(by=noe, post=post, body="Demandez au fournisseur.")
    leave(lea)
    assert PostRevision.objects.get().body == "Demandez à Personne partie."
    assert "Léa" not in client_of(noe).get(f"/messages/{post.pk}/historique/").content.decode()


def test_hidden_posts_and_closed_threads_too_once(thread, noe, lea, sylvie):
    posts = [make_post(thread, noe, call(lea)) for _ in range(3)]
    hide_post(by=sylvie, post=posts[0])
    close_thread(by=sylvie, thread=thread)
    leave(lea)
    assert {words(post).body for post in posts} == {"Personne partie"}
    assert words(posts[0]).hidden_at
    thread.refresh_from_db()
    version = thread.version
    jobs.run_due()
    thread.refresh_from_db()
    assert (thread.version, PostMention.objects.count()) == (version, 0)


def test_many_go_in_turns(monkeypatch, thread, noe, lea):
    for _ in range(3):
        make_post(thread, noe, call(lea))
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 2)
    leave(lea)
    assert PostMention.objects.count() == 1
    jobs.run_due()
    assert not Post.objects.filter(html__contains="Léa").exists()


def test_an_old_text_brought_back_loses_it_again(thread, noe, lea):
    before = f"Avec {call(lea)}."
    post = make_post(thread, noe, before)
    leave(lea)
    edit_post(by=noe, post=post, body=before)
    jobs.run_due()
    assert words(post).body == "Avec Personne partie."


def test_what_they_read_is_forgotten_and_others_keep_theirs(thread, noe, lea):
    for person in (noe, lea):
        read_thread(person=person, thread=thread, number=1)
    before = ThreadReading.objects.exclude(person=lea).count()
    leave(lea)
    assert ThreadReading.objects.count() == before > 0


@pytest.mark.django_db(transaction=True)
async def test_open_pages_hear_it(thread, noe, camille, lea):
    post = await database_sync_to_async(make_post)(thread, noe, call(lea))
    async with open_page(camille, thread.topic, version=2) as page:
        await database_sync_to_async(leave)(lea)
        frame = await page.receive_frame("changes")
    [change] = frame["changes"]
    assert (change["key"], change["version"]) == (post.live_key, 3)
    assert "Personne partie" in str(frame) and "Léa" not in str(frame)
