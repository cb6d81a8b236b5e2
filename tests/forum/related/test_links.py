"""A thread whose words link to another one is told there, to those who may read it."""

import pytest
from django.core.management import call_command

from forum.actions import edit_post
from forum.models import PostLink
from forum.moderating.actions import arrange_thread, hide_post, hide_thread, show_post
from forum.moving.actions import merge_thread, move_posts
from tests.build import make_board, make_post, make_thread


@pytest.fixture
def other(board, noe):
    return make_thread(noe, board, title="Scie à ruban pour le 7075")


def told(browser, thread):
    """Tell whether the page around a thread names the other one as mentioning it."""
    page = browser.get(f"/fils/{thread.pk}/autour/").content.decode()
    return "Mentionné dans" in page and "Scie à ruban" in page.partition("Fils liés</h2>")[0]


def test_a_link_to_a_thread_is_told_there_with_its_message(client_of, thread, other, noe):
    assert not told(client_of(None), thread)
    post = make_post(other, noe, f"Voir [là-bas]({thread.get_absolute_url()}).")
    page = client_of(None).get(f"/fils/{thread.pk}/autour/").content.decode()
    assert f'href="{post.get_absolute_url()}"' in page
    assert told(client_of(None), thread)


@pytest.mark.parametrize(
    "address",
    [
        "http://testserver{thread}",
        "https://testserver{thread}?message=1#bas",
        "{thread}#post-{post}",
        "http://testserver{permalink}",
        "{permalink}",
    ],
)
def test_every_address_of_a_thread_and_of_its_messages_counts(thread, other, noe, address):
    target = make_post(thread, noe)
    places = {"thread": thread.get_absolute_url(), "post": target.pk, "permalink": target.get_absolute_url()}
    make_post(other, noe, f"[là]({address.format(**places)})")
    assert PostLink.objects.get().thread == thread


@pytest.mark.parametrize(
    "address",
    [
        "https://ailleurs.example/fils/{pk}/",
        "https://testserver.example/fils/{pk}/",
        "//ailleurs.example/fils/{pk}/",
        "/fils/{pk}/atom/",
        "/fils/999999999999999999/",
        "/messages/99999999999999999999/",
        "/fils/0/",
        "#post-{pk}",
        "mailto:fils@testserver",
    ],
)
def test_other_addresses_do_not(thread, other, noe, address):
    make_post(other, noe, f"[là]({address.format(pk=thread.pk)})")
    assert not PostLink.objects.exists()


def test_words_that_are_no_link_do_not(thread, other, noe):
    make_post(other, noe, f"`[là](/fils/{thread.pk}/)` et /fils/{thread.pk}/")
    assert not PostLink.objects.exists()


def test_an_edit_adds_and_takes_away(client_of, thread, other, noe):
    post = make_post(other, noe)
    edit_post(by=noe, post=post, body=f"[là](/fils/{thread.pk}/) et [encore](/fils/{thread.pk}/)")
    assert (PostLink.objects.count(), told(client_of(noe), thread)) == (1, True)
    edit_post(by=noe, post=post, body="Rien.")
    assert (PostLink.objects.count(), told(client_of(noe), thread)) == (0, False)


def test_what_is_hidden_mentions_nothing(client_of, thread, other, noe, sylvie):
    post = make_post(other, noe, f"[là](/fils/{thread.pk}/)")
    hide_post(by=sylvie, post=post)
    assert [told(client_of(person), thread) for person in (None, noe, sylvie)] == [False] * 3
    show_post(by=sylvie, post=post)
    assert told(client_of(None), thread)
    hide_thread(by=sylvie, thread=other)
    assert [told(client_of(person), thread) for person in (None, noe, sylvie)] == [False] * 3


def test_a_private_thread_is_told_to_its_readers_only(client_of, thread, other, noe, lea, sylvie):
    make_post(other, noe, f"[là](/fils/{thread.pk}/)")
    private = make_board(name_fr="Comité", readable_by="groups", moderators=[sylvie])
    same = {"title": other.title, "kind": other.kind, "tags": [], "pinned_until": None}
    arrange_thread(by=sylvie, thread=other, board=private, **same)
    assert [told(client_of(person), thread) for person in (None, lea, sylvie)] == [False, False, True]


def test_a_thread_does_not_mention_itself_until_the_message_goes_elsewhere(client_of, thread, other, noe, sylvie):
    post = make_post(thread, noe, f"[plus haut](/fils/{thread.pk}/)")
    assert not told(client_of(None), thread)
    move_posts(by=sylvie, thread=thread, posts=[post.pk], to=other)
    assert told(client_of(None), thread)


def test_links_follow_messages_that_move_and_threads_that_are_merged(client_of, board, thread, other, noe, sylvie):
    target, third = make_post(thread, noe), make_thread(noe, board, title="Refroidissement")
    make_post(other, noe, f"[là](/messages/{target.pk}/)")
    move_posts(by=sylvie, thread=thread, posts=[target.pk], to=third)
    assert [told(client_of(None), place) for place in (thread, third)] == [False, True]
    merge_thread(by=sylvie, thread=third, to=thread)
    assert told(client_of(None), thread)
    late = make_post(other, noe, f"[l’ancien](/fils/{third.pk}/)")
    assert late.links.get().thread == thread


def test_what_was_written_before_is_noted_by_a_command(client_of, thread, other, noe):
    make_post(other, noe, f"[là](/fils/{thread.pk}/)")
    PostLink.objects.all().delete()
    for _twice in range(2):
        call_command("rebuild_links", verbosity=0)
    assert (PostLink.objects.count(), told(client_of(None), thread)) == (1, True)


def test_four_hundred_links_are_too_many_to_note(thread, other, noe):
    make_post(other, noe, " ".join(f"[{n}](/fils/{thread.pk + n}/)" for n in range(300)))
    assert PostLink.objects.count() <= 50
