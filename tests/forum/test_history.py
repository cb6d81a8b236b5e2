"""What a post said before: kept, shown with what changed, and withheld when a moderator hid it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum import history
from forum.actions import edit_post
from forum.models import Post, PostRevision
from forum.moderating.actions import hide_post, hide_thread, show_post, show_thread
from tests.build import make_board, make_post, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(thread, noe):
    return aged(make_post(thread, noe, "Lame à 80 dents."))


def aged(post, minutes=6):
    """Return the post as if it had been written, or edited, some minutes earlier."""
    earlier = post.written_at - timedelta(minutes=minutes)
    field = "edited_at" if post.edited_at else "created_at"
    Post.objects.filter(pk=post.pk).update(**{field: earlier})
    post.refresh_from_db()
    return post


def old_words(post):
    return list(post.revisions.order_by("written_at").values_list("body", flat=True))


def test_an_edit_keeps_what_was_there(client_of, post, noe, lea):
    edited = edit_post(by=noe, post=post, body="Lame à 100 dents.")
    assert edited.edited_at > timezone.now() - timedelta(minutes=1)
    assert old_words(post) == ["Lame à 80 dents."]
    page = client_of(lea).get(f"/messages/{post.pk}/historique/").content.decode()
    assert "Lame à <del>80</del><ins>100</ins> dents." in page
    assert f'href="/messages/{post.pk}/historique/"' in client_of(None).get(f"/fils/{post.thread_id}/").content.decode()


def test_a_typo_mended_within_five_minutes_leaves_no_mark(thread, noe):
    post = aged(make_post(thread, noe, "Lame à 80 dent."), minutes=4)
    post = edit_post(by=noe, post=post, body="Lame à 80 dents.")
    assert (post.edited_at, old_words(post)) == (None, [])
    post = edit_post(by=noe, post=aged(post), body="Lame à 100 dent.")
    edited_at = post.edited_at
    post = edit_post(by=noe, post=post, body="Lame à 100 dents.")
    assert (post.edited_at, old_words(post)) == (edited_at, ["Lame à 80 dents."])


def test_the_grace_does_not_grow_with_each_edit(post, noe):
    post = edit_post(by=noe, post=post, body="Deux.")
    for body in ("Trois.", "Quatre."):
        post = edit_post(by=noe, post=aged(post, minutes=3), body=body)
    assert old_words(post) == ["Lame à 80 dents.", "Trois."]


def test_the_same_words_once_more_leave_no_mark(post, noe):
    assert edit_post(by=noe, post=post, body=post.body).edited_at is None
    assert old_words(post) == []


def test_what_was_hidden_is_for_moderators_even_after_an_edit(client_of, post, noe, lea, sylvie):
    post = aged(edit_post(by=noe, post=post, body="SECRET: 80 dents."))
    hide_post(by=sylvie, post=post)
    assert client_of(lea).get(f"/messages/{post.pk}/historique/").status_code == 404
    post = show_post(by=sylvie, post=post)
    edit_post(by=noe, post=post, body="Lame fine.")
    for reader in (None, lea, noe):
        page = client_of(reader).get(f"/messages/{post.pk}/historique/").content.decode()
        assert "Lame fine." in page
        assert "SECRET" not in page and "80 dents" not in page
    page = client_of(sylvie).get(f"/messages/{post.pk}/historique/").content.decode()
    assert "SECRET" in page
    assert "Modération seulement" in page


def test_the_first_message_is_withheld_with_its_thread(client_of, thread, camille, sylvie, lea):
    post = aged(thread.posts.get())
    hide_thread(by=sylvie, thread=thread)
    show_thread(by=sylvie, thread=thread)
    edit_post(by=camille, post=post, body="Autre question.")
    page = client_of(lea).get(f"/messages/{post.pk}/historique/").content.decode()
    assert "Autre question." in page
    assert "7075?</" not in page.split("<ol")[1]


def test_a_moderator_of_another_board_reads_no_withheld_words(client_of, post, noe, sylvie, lea):
    make_thread(noe, make_board(name_fr="Ailleurs", moderators=[lea]))
    hide_post(by=sylvie, post=post)
    post = show_post(by=sylvie, post=post)
    edit_post(by=noe, post=post, body="Lame fine.")
    assert not PostRevision.objects.visible_to(lea).exists()
    assert PostRevision.objects.visible_to(sylvie).count() == 1


def test_only_the_newest_words_are_kept(monkeypatch, post, noe):
    monkeypatch.setattr(history, "MOST_KEPT", 2)
    for body in ("Un.", "Deux.", "Trois."):
        post = aged(edit_post(by=noe, post=post, body=body))
    assert old_words(post) == ["Un.", "Deux."]


def test_words_of_scripts_are_words(client_of, post, noe):
    edit_post(by=noe, post=post, body="<script>alert(1)</script>")
    page = client_of(noe).get(f"/messages/{post.pk}/historique/").content.decode()
    assert "<script>alert" not in page
