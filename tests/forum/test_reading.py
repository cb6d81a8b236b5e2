"""Pages of threads and lists: by number and by moment, from either side."""

import re

import pytest
from django.utils import timezone

from content.paging import page_of, read_cursor, read_number
from forum.models import Thread
from forum.reading import SIZE, ThreadPage
from tests.build import make_board, make_post, make_tag, make_thread


@pytest.fixture
def long_thread(thread, noe):
    for number in range(2, 46):
        make_post(thread, noe, f"Réponse {number}.")
    thread.refresh_from_db()
    return thread


def numbers(page):
    return [post.number for post in page.posts]


def test_a_thread_reads_from_its_first_message(long_thread, noe):
    page = ThreadPage(long_thread, hidden=False)
    assert numbers(page) == list(range(1, SIZE + 1))
    assert (page.previous, page.next, page.is_last) == ("", "?message=21", False)


def test_any_message_opens_its_page(long_thread, noe):
    page = ThreadPage(long_thread, hidden=False, start=30)
    assert numbers(page) == list(range(30, 46))
    assert (page.previous, page.next, page.is_last) == ("?before=30", "", True)


def test_pages_turn_back_to_the_first(long_thread, noe):
    page = ThreadPage(long_thread, hidden=False, before=30)
    assert numbers(page) == list(range(10, 30))
    assert (page.previous, page.next) == ("?before=10", "?message=30")
    assert ThreadPage(long_thread, hidden=False, before=10).previous == ""


def test_past_the_end_there_is_a_way_back(client, long_thread):
    answer = client.get(long_thread.get_absolute_url() + "?message=900")
    assert answer.status_code == 200
    assert "?before=" in answer.content.decode()


@pytest.mark.parametrize("text", ["", "-1", "0", "1e9", "٣", "9" * 40, "2147483648", "<script>"])
def test_nonsense_in_the_address_opens_the_first_page(client, thread, text):
    assert read_number(text) is None
    assert client.get(thread.get_absolute_url(), {"message": text}).status_code == 200


def test_the_address_of_a_message_leads_to_its_place(client, long_thread):
    post = long_thread.posts.get(number=37)
    answer = client.get(post.get_absolute_url())
    assert answer.url == f"/fils/{long_thread.pk}/?message=21#post-{post.pk}"
    assert f'id="post-{post.pk}"' in client.get(answer.url).content.decode()


def test_lists_turn_both_ways_without_hole_or_double(board, camille):
    threads = [make_thread(camille, board) for _ in range(7)]
    moment = timezone.now()
    Thread.objects.filter(pk__in=[thread.pk for thread in threads[2:5]]).update(last_posted_at=moment)
    expected = list(Thread.objects.order_by("-last_posted_at", "-pk"))
    seen, params = [], {}
    while True:
        page = page_of(Thread.objects.all(), params, moment="last_posted_at", size=2)
        seen += page.rows
        if not page.older:
            break
        params = {"before": page.older.removeprefix("?before=").replace("%2B", "+")}
    assert seen == expected
    back = []
    while page.newer:
        page = page_of(
            Thread.objects.all(),
            {"after": page.newer.removeprefix("?after=").replace("%2B", "+")},
            moment="last_posted_at",
            size=2,
        )
        back = page.rows + back
    assert back == expected[: len(back)]
    assert len(back) >= 6


@pytest.mark.parametrize("text", ["", "x", "_", "2026-01-01_5", "2026-01-01T00:00:00+00:00_-1", "9999_9", "_" * 500])
def test_a_mangled_cursor_starts_at_the_head(client, thread, text):
    assert read_cursor(text) is None
    assert client.get("/fils/", {"before": text, "after": text}).status_code == 200


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2020-01-01T00:00:00+23:59:59.999999"]
)
def test_a_cursor_that_no_database_takes_is_none(client, thread, moment):
    assert client.get("/fils/", {"before": f"{moment}_5"}).status_code == 200
    assert client.get("/fils/", {"after": f"{moment}_5"}).status_code == 200


def test_the_pages_of_a_tag_turn(client, board, camille):
    tag = make_tag()
    for _ in range(33):
        make_thread(camille, board, tags=[tag])
    first = client.get(tag.get_absolute_url()).content.decode()
    assert first.count('class="thread-row"') == 30
    older = re.search(r'href="(\?before=[^"]+)"', first)[1]
    second = client.get(tag.get_absolute_url() + older).content.decode()
    assert second.count('class="thread-row"') == 3
    newer = re.search(r'href="(\?after=[^"]+)"', second)[1]
    assert client.get(tag.get_absolute_url() + newer).content.decode().count('class="thread-row"') == 30


def test_an_empty_board_says_what_will_appear(client, camille):
    client.force_login(camille)
    answer = client.get(make_board().get_absolute_url()).content.decode()
    assert "Posez la première question" in answer


def test_times_are_written_as_in_quebec(client, thread):
    Thread.objects.update(last_posted_at=timezone.datetime(2026, 11, 3, 19, 2, tzinfo=timezone.get_fixed_timezone(0)))
    assert "14\xa0h\xa002" in client.get("/fils/").content.decode()
