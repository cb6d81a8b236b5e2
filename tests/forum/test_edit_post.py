import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from content.text import digest
from forum.actions import edit_post
from forum.moderating.actions import close_thread, hide_post
from tests.build import make_post
from tests.sockets import open_page
from tests.writing import seen_on


def test_an_edit_is_a_change_of_the_stream(thread, noe):
    post = edit_post(by=noe, post=make_post(thread, noe), body="Lame de **100** dents.")
    assert "<strong>100</strong>" in post.html
    assert post.version == 3
    thread.refresh_from_db()
    assert thread.version == 3


@pytest.mark.django_db(transaction=True)
async def test_an_edit_reaches_an_open_page(thread, camille, noe):
    post = await database_sync_to_async(make_post)(thread, noe)
    async with open_page(camille, thread.topic, version=2) as page:
        await database_sync_to_async(edit_post)(by=noe, post=post, body="Corrigé.")
        frame = await page.receive_frame("changes")
    assert [(change["key"], change["version"]) for change in frame["changes"]] == [(post.live_key, 3)]


def test_nobody_edits_the_words_of_another(thread, camille, noe, sylvie):
    post = make_post(thread, noe)
    for person in (camille, sylvie):
        with pytest.raises(PermissionDenied):
            edit_post(by=person, post=post, body="Autre chose.")
    thread.refresh_from_db()
    assert thread.version == 2


def test_a_closed_thread_and_a_hidden_post_stay_as_they_are(thread, noe, sylvie):
    post, other = make_post(thread, noe), make_post(thread, noe)
    hide_post(by=sylvie, post=other)
    with pytest.raises(PermissionDenied):
        edit_post(by=noe, post=other, body="Encore.")
    close_thread(by=sylvie, thread=thread)
    with pytest.raises(PermissionDenied):
        edit_post(by=noe, post=post, body="Encore.")


def test_the_page_shows_the_text_and_saves_it(client, thread, noe):
    post = make_post(thread, noe, "Une *lame* à 80 dents.")
    client.force_login(noe)
    address = reverse("forum:edit_post", args=[post.pk])
    assert "Une *lame* à 80 dents." in client.get(address).content.decode()
    assert client.post(address, {"body": "À 100 dents."}).url == post.get_absolute_url()
    post.refresh_from_db()
    assert post.body == "À 100 dents."


def test_the_page_refuses_strangers_and_empty_texts(client, thread, camille, noe):
    post = make_post(thread, noe)
    address = reverse("forum:edit_post", args=[post.pk])
    client.force_login(camille)
    assert client.get(address).status_code == 403
    assert client.post(address, {"body": "Autre chose."}).status_code == 403
    assert "denture négative" not in client.post(address).content.decode()
    client.force_login(noe)
    assert client.post(address, {"body": " \n "}).status_code == 422
    post.refresh_from_db()
    assert post.body == "Lame à 80 dents, denture négative."


# ---- Edited in two places ------------------------------------------------------------------


def test_words_changed_elsewhere_are_shown_beside_what_was_typed(client, thread, noe):
    post = make_post(thread, noe, "Une lame à 80 dents.")
    client.force_login(noe)
    address = reverse("forum:edit_post", args=[post.pk])
    seen = seen_on(client.get(address).content.decode())
    edit_post(by=noe, post=post, body="Une lame à <100> dents.")
    answer = client.post(address, {"body": "Une lame à 120 dents.", "seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Une lame à 120 dents." in page and "Une lame à &lt;100&gt; dents." in page
    post.refresh_from_db()
    assert post.body == "Une lame à <100> dents."
    assert client.post(address, {"body": "Une lame à 120 dents.", "seen": seen_on(page)}).status_code == 302
    post.refresh_from_db()
    assert post.body == "Une lame à 120 dents."


def test_the_script_gets_both_too(client, thread, noe):
    post = make_post(thread, noe, "Avant.")
    client.force_login(noe)
    fields = {"body": "Le mien.", "seen": digest("Autre chose.")}
    answer = client.post(reverse("forum:edit_post", args=[post.pk]), fields, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    told = answer.json()
    assert (told["present"], told["seen"], len(told["errors"])) == ("Avant.", digest("Avant."), 1)


def test_the_same_edit_twice_is_no_conflict(client, thread, noe):
    post = make_post(thread, noe, "Avant.")
    client.force_login(noe)
    fields = {"body": "Après.", "seen": digest("Avant.")}
    address = reverse("forum:edit_post", args=[post.pk])
    assert [client.post(address, fields).status_code for _ in range(2)] == [302, 302]


@pytest.mark.parametrize("seen", ["x", "0" * 64, "\N{SNOWMAN}"])
def test_a_mangled_mark_asks_first(client, thread, noe, seen):
    post = make_post(thread, noe, "Avant.")
    client.force_login(noe)
    answer = client.post(reverse("forum:edit_post", args=[post.pk]), {"body": "Après.", "seen": seen})
    assert answer.status_code == 409 and "Après." in answer.content.decode()
