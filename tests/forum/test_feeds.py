"""Atom feeds and the site map: public for everyone, the rest for whoever holds a secret that can be revoked."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from accounts.actions import close_account, suspend
from accounts.models import User
from forum import sitemap
from forum.following.actions import follow, make_feed_key, revoke_feed_key
from forum.models import FeedKey
from forum.moderating.actions import hide_post, hide_thread
from tests.build import make_board, make_post, make_tag, make_thread

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def private(sylvie, camille):
    return make_board(name_fr="Comité", moderators=[sylvie, camille], readable_by="groups", writable_by="groups")


def entries(answer):
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    return [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]


def test_a_board_a_tag_and_a_thread_have_a_feed_that_their_pages_name(client, board, camille, noe):
    tag = make_tag()
    thread = make_thread(camille, board, tags=[tag], title="Scier du 7075 & du 6061")
    make_post(thread, noe, "Avec <b>soin</b>.")
    for target in (board, tag, thread):
        page = client.get(target.get_absolute_url()).content.decode()
        address = re.search(r'type="application/atom\+xml"[^>]*href="([^"]+)"', page)[1]
        assert address == f"{target.get_absolute_url()}atom/"
        body = client.get(address).content.decode()
        assert f"http://localhost:8000{thread.get_absolute_url()}" in body
    assert entries(client.get(f"{board.get_absolute_url()}atom/")) == [thread.title]
    assert entries(client.get(f"{tag.get_absolute_url()}atom/")) == [thread.title]
    feed = client.get(f"{thread.get_absolute_url()}atom/")
    assert entries(feed) == [f"Noé Tremblay – {thread.title}", f"Camille Gauthier – {thread.title}"]
    assert b"<b>" not in feed.content


def test_what_did_not_change_is_not_sent_again(client, thread, noe):
    address = f"{thread.get_absolute_url()}atom/"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    later = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})
    assert later.status_code == 304
    make_post(thread, noe)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_what_is_hidden_or_closed_to_guests_is_in_no_feed(client, client_of, board, private, camille, noe, sylvie):
    tag = make_tag()
    secret = make_thread(camille, private, title="Un secret", tags=[tag])
    hidden = make_thread(camille, board, title="Un fil masqué", tags=[tag])
    thread = make_thread(camille, board, title="Un fil", tags=[tag])
    hide_post(by=sylvie, post=make_post(thread, noe, "Un mot masqué."))
    hide_thread(by=sylvie, thread=hidden)
    # A moderator's session opens no more than a guest's, nor does their secret show what is hidden.
    key = make_feed_key(person=sylvie)
    for browser, query in ((client, ""), (client_of(sylvie), ""), (client, f"?cle={key}")):
        for target in (board, tag, thread):
            body = browser.get(f"{target.get_absolute_url()}atom/{query}").content.decode()
            assert "Un fil" in body and "masqué" not in body
            assert ("Un secret" in body) == (bool(query) and target == tag)
        assert browser.get(f"{hidden.get_absolute_url()}atom/{query}").status_code == 404
    for address in (private.get_absolute_url(), secret.get_absolute_url()):
        assert client_of(sylvie).get(f"{address}atom/").status_code == 404
    assert 'rel="alternate"' not in client_of(sylvie).get(private.get_absolute_url()).content.decode()


def test_a_secret_reads_in_its_persons_place_until_it_is_revoked(client, client_of, private, camille, lea):
    thread = make_thread(camille, private)
    address = f"{private.get_absolute_url()}atom/?cle="
    follow(person=camille, what="board", target=private)
    page = client_of(camille).post("/suivis/flux/").content.decode()
    secret = re.search(r"<code[^>]*>\?cle=([\w-]+)</code>", page)[1]
    assert f"http://localhost:8000{address}{secret}" in page
    assert entries(client.get(f"{address}{secret}")) == [thread.title]
    assert secret not in client_of(camille).get("/suivis/flux/").content.decode()
    assert not FeedKey.objects.filter(digest__contains=secret).exists()
    assert client.get(f"{address}{make_feed_key(person=lea)}").status_code == 404
    newer = make_feed_key(person=camille)
    assert (client.get(f"{address}{secret}").status_code, client.get(f"{address}{newer}").status_code) == (404, 200)
    assert client_of(camille).post("/suivis/flux/", {"revoke": "1"}).status_code == 302
    assert client.get(f"{address}{newer}").status_code == 404
    revoke_feed_key(person=camille)


def test_who_may_no_longer_read_there_reads_no_feed_of_it(client, private, camille):
    address = f"{private.get_absolute_url()}atom/?cle={make_feed_key(person=camille)}"
    assert client.get(address).status_code == 200
    private.moderators.remove(camille)
    assert client.get(address).status_code == 404


def test_a_suspended_or_closed_account_reads_no_feed(client, board, camille, lea):
    administrator = User.objects.create_superuser("rose@example.org", "x")
    for person, end in (
        (camille, lambda: suspend(by=administrator, person=camille, until=timezone.now() + timedelta(days=1))),
        (lea, lambda: close_account(person=lea)),
    ):
        address = f"{board.get_absolute_url()}atom/?cle={make_feed_key(person=person)}"
        assert client.get(address).status_code == 200
        end()
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("secret", ["", "x", "é", "%2500", "x" * 5000])
def test_a_wrong_secret_is_absent(client, board, secret):
    assert client.get(f"{board.get_absolute_url()}atom/?cle={secret}").status_code in (404, 400)


def test_the_map_names_public_threads_by_pages_of_keys(
    client, board, private, camille, sylvie, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(sitemap, "KEYS", 3)
    threads = [make_thread(camille, board) for _ in range(5)]
    secret = make_thread(camille, private)
    hide_thread(by=sylvie, thread=threads[1])
    assert "Sitemap: http://localhost:8000/sitemap.xml" in client.get("/robots.txt").content.decode()
    with django_assert_num_queries(1):
        index = client.get("/sitemap.xml").content.decode()
    pages = re.findall(r"<loc>http://localhost:8000(/sitemap-\d+\.xml)</loc>", index)
    assert len(pages) == secret.pk // 3 + 1
    found = "".join(client.get(page).content.decode() for page in pages if client.get(page).status_code == 200)
    named = {int(pk) for pk in re.findall(r"/fils/(\d+)/</loc>", found)}
    assert named == {thread.pk for thread in threads if thread != threads[1]}
    assert board.get_absolute_url() in found and private.get_absolute_url() not in found
    with django_assert_num_queries(1):
        client.get(pages[-1])
    assert client.get("/sitemap-999999.xml").status_code == 404
