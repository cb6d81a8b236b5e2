"""A row that is the same for every reader is rendered once for each state: no page shows an older one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from chat.models import Room
from content import fragments
from forum.actions import edit_post, read_thread
from forum.models import Thread
from forum.moderating.actions import arrange_thread
from tests.build import make_message, make_post, make_tag, make_user


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(fragments, "_kept", type(fragments._kept)())
    monkeypatch.setattr(fragments, "_characters", 0)


def rows_rendered(answer):
    return [template.name for template in answer.templates].count("forum/_post.html")


def test_a_row_is_rendered_for_its_first_reader_only(client_of, thread, lea, noe):
    first, second = client_of(noe).get(thread.get_absolute_url()), client_of(lea).get(thread.get_absolute_url())
    assert (rows_rendered(first), rows_rendered(second)) == (1, 0)
    assert "Qui a déjà scié du 7075?" in second.content.decode()


def test_a_reply_leaves_the_rows_above_it_as_they_are(client_of, thread, noe):
    browser = client_of(noe)
    browser.get(thread.get_absolute_url())
    make_post(thread, noe)
    assert rows_rendered(browser.get(thread.get_absolute_url())) == 1


def test_an_edit_shows_at_once(client_of, thread, camille, noe):
    browser, post = client_of(noe), thread.posts.get()
    browser.get(thread.get_absolute_url())
    edit_post(by=camille, post=post, body="Et du 2024?")
    page = browser.get(thread.get_absolute_url()).content.decode()
    assert "Et du 2024?" in page
    assert "Qui a déjà scié" not in page.partition('<ol class="stream"')[2].partition("</ol>")[0]


def test_a_name_or_a_company_that_changed_shows_at_once(client_of, thread, camille, fjord, noe):
    browser = client_of(noe)
    User.objects.filter(pk=camille.pk).update(company_shown_to="everyone")
    camille.refresh_from_db()
    assert "Extrusions du Fjord" in browser.get(thread.get_absolute_url()).content.decode()
    camille.name, fjord.name = "Camille Gauthier-Roy", "Extrusions de la Baie"
    camille.save()
    fjord.save()
    page = browser.get(thread.get_absolute_url()).content.decode()
    assert "Camille Gauthier-Roy" in page
    assert "Extrusions de la Baie" in page
    assert "Extrusions du Fjord" not in page
    User.objects.filter(pk=camille.pk).update(company_shown_to="members")
    assert "Extrusions de la Baie" not in browser.get(thread.get_absolute_url()).content.decode()


def test_each_language_and_each_time_zone_has_its_own(client_of, thread, noe):
    english = make_user("Emma Smith", language="en-ca", time_zone="Asia/Tokyo")
    french_page, english_page = (
        client_of(person).get(thread.get_absolute_url()).content.decode().partition('<ol class="stream"')[2]
        for person in (noe, english)
    )
    assert "Actions on message 1" in english_page
    assert "Actions on message 1" not in french_page
    assert "+09:00" in english_page
    assert "+09:00" not in french_page


def test_a_list_shows_each_reader_what_is_new_to_them(client_of, thread, board, lea, noe):
    reader, other = client_of(noe), client_of(lea)
    reader.get(thread.get_absolute_url())
    read_thread(person=noe, thread=thread, number=1)
    make_post(thread, lea)
    pages = [browser.get(board.get_absolute_url()).content.decode() for browser in (reader, other, reader)]
    assert ["badge-hot" in page for page in pages] == [True, False, True]


def test_a_list_shows_at_once_what_became_of_a_thread(client_of, thread, board, noe, sylvie):
    browser = client_of(noe)
    assert "badge-hot" not in browser.get(board.get_absolute_url()).content.decode()
    arrange_thread(
        by=sylvie,
        thread=thread,
        board=board,
        title="Scier du 7075",
        kind="question",
        tags=[make_tag("sciage")],
        pinned_until=timezone.now() + timedelta(days=1),
    )
    page = browser.get(board.get_absolute_url()).content.decode()
    assert ["Scier du 7075" in page, "sciage" in page, "Épinglé" in page] == [True] * 3
    Thread.objects.update(pinned_until=timezone.now())
    assert "Épinglé" not in browser.get(board.get_absolute_url()).content.decode()


def test_memory_is_bounded(client_of, thread, noe, monkeypatch):
    browser = client_of(noe)
    browser.get(thread.get_absolute_url())
    most = fragments._characters + 100
    monkeypatch.setattr(fragments, "MOST_CHARACTERS", most)
    make_post(thread, noe)
    browser.get(thread.get_absolute_url())
    assert fragments._characters == sum(map(len, fragments._kept.values())) <= most
    assert any("Lame à 80 dents" in html for html in fragments._kept.values())


def test_the_navigation_is_its_readers(client_of, thread, noe, lea, room):
    pages = [client_of(person).get(thread.get_absolute_url()).content.decode() for person in (noe, lea, noe)]
    assert ["Noé Tremblay" in page.partition('class="nav-me"')[2][:400] for page in pages] == [True, False, True]
    make_message(room, lea, "Bonjour")
    browser = client_of(noe)
    assert "Ajustage" not in browser.get(thread.get_absolute_url()).content.decode()
    Room.objects.update(name_fr="Ajustage")
    assert "Ajustage" in browser.get(thread.get_absolute_url()).content.decode()


def test_a_row_with_a_list_in_it_is_kept_too(client_of, room, noe):
    event = room.events.create(kind="renamed", after_number=0, version=1, actor=noe)
    event.beside = ["a"]
    first = fragments.fragment("chat/_room_event.html", event=event)
    event.beside.append("b")
    assert fragments.fragment("chat/_room_event.html", event=event) == first
    assert len(fragments._kept) == 2
