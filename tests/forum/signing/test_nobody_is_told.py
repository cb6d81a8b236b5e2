"""Who signed « Une PME » stands in no page, header, feed, letter or frame: a canary in the name, for every reader."""

import json
from contextlib import suppress

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.utils import timezone

from forum import digests
from forum.models import Following
from forum.questions.actions import mark_answer, vote
from tests.access import READERS
from tests.build import make_board, make_post, make_thread, make_user
from tests.forum.signing.scene import found_in, leaks, letters_about, make_asker, play
from tests.sockets import open_page

pytestmark = [pytest.mark.slow, pytest.mark.once]


def browsers_of(people, readers=READERS):
    browsers = {reader: Client() for reader in readers}
    for reader, browser in browsers.items():
        if people[reader]:
            browser.force_login(people[reader])
    return browsers


def test_no_page_feed_or_letter_tells_any_reader(world, people, sylvie, noe):
    asker = make_asker()
    thread = play(asker, world, people, sylvie, noe, signed=True)
    assert leaks(asker, world, browsers_of(people), thread) == {}
    assert letters_about(asker, [noe, *filter(None, people.values())]) == {}


def test_the_same_search_finds_a_question_that_is_not_signed(world, people, sylvie, noe):
    asker = make_asker()
    thread = play(asker, world, people, sylvie, noe, signed=False)
    found = leaks(asker, world, browsers_of(people, ["guest", "moderator", "administrator"]), thread)
    assert {name for _reader, name in found} >= {
        "forum:thread thread", "forum:board board", "forum:latest", "forum:home", "forum:tag tag", "found posts",
        "forum:board_feed board", "forum:tag_feed tag", "forum:thread_feed thread", "forum:history post", "since",
        "forum:post_row post", "moderation:reports", "moderation:report report", "moderation:decide decide",
        "decide, post", "notifications:list",
        "admin, one forum_thread", "admin, one forum_post", "admin, forum_thread", "admin, forum_post",
    }  # fmt: skip
    assert letters_about(asker, [noe, *filter(None, people.values())])


def test_lists_of_what_someone_wrote_do_not_hold_it(world, people, sylvie, noe):
    asker = make_asker()
    thread = play(asker, world, people, sylvie, noe, signed=True)
    pages = [f"/personnes/{asker.pk}/{end}" for end in ("", "fils/", "messages/")] + ["/entreprises/xylandre-inc/"]
    pages += [
        f"/recherche/?q=vrombi&author={asker.pk}",
        "/admin/forum/thread/?q=quirptok",
        "/admin/forum/post/?q=zebulon",
    ]
    for reader, browser in browsers_of(people).items():
        for page in pages:
            text = browser.get(page).content.decode()
            assert thread.title not in text and "a cessé" not in text, (reader, page)
    # The asker alone finds it again.
    browser = Client()
    browser.force_login(asker)
    assert thread.title in browser.get("/fils/les-miens/").content.decode()


@pytest.mark.django_db
def test_who_follows_a_person_or_their_company_is_told_as_of_anyone(board, fjord, camille):
    fan, colleague = make_user("Fanny Roy"), make_user("Carl Roy", company=fjord)
    Following.objects.create(person=fan, author=camille)
    Following.objects.create(person=colleague, company=fjord)
    make_thread(camille, board, signed=True)
    assert not fan.notifications.exists() and not colleague.notifications.exists()
    make_thread(camille, board)
    assert fan.notifications.count() == colleague.notifications.count() == 1


@pytest.mark.django_db
def test_the_summary_of_the_week_names_nobody_and_leaves_out_ones_own(board, camille, noe):
    for person in (camille, noe):
        Following.objects.create(person=person, board=board)
    make_thread(camille, board, signed=True)
    with timezone.override("America/Toronto"):
        letter = digests.compose(noe)
        assert "Camille" not in letter.text + letter.html
        assert digests.compose(camille) is None


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.django_db(transaction=True)
async def test_frames_tell_only_of_a_question_that_is_not_signed(signed):
    asker, reader, thread = await sync_to_async(ask)(signed)
    async with open_page(reader, thread.topic) as page, open_page(asker, thread.topic) as own:
        await own.send(type="typing", topic=thread.topic)
        await sync_to_async(act)(asker, reader, thread)
        heard = []
        while "Deuxième mot" not in json.dumps(heard, ensure_ascii=False):
            heard.append(await page.receive_frame())
        with suppress(TimeoutError):
            while True:
                heard.append(await page.receive_frame(within=0.7))
    text = json.dumps(heard, ensure_ascii=False)
    assert bool(found_in(asker, text)) == (not signed)


def ask(signed):
    asker, reader = make_asker(), make_user("Léa Bouchard")
    return asker, reader, make_thread(asker, make_board(), signed=signed)


def act(asker, reader, thread):
    answer = make_post(thread, reader)
    make_post(thread, asker, "Deuxième mot.")
    vote(by=asker, post=answer, useful=True)
    mark_answer(by=asker, post=answer, mark="accepted")
