"""Moderators split, merge and move: what goes where, what leads there, who is refused, what open pages hear."""

import threading
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from content.drafts import save_draft
from content.models import Draft
from forum.actions import edit_post, post_reply, read_thread, watch_thread
from forum.models import Board, MovedPost, Post, Thread, ThreadReading
from forum.moderating.actions import hide_post, hide_thread, show_thread
from forum.moving.actions import Elsewhere, merge_thread, move_posts, split_thread
from live.streams import parse_topic, read_changes
from moderation.actions import decide, report
from notifications.models import Notification
from tests.build import make_board, make_post, make_tag, make_thread
from tests.sockets import open_page


@pytest.fixture
def talk(thread, noe, lea):
    """A question of Camille's (1) with answers of Noé (2, 4) and Léa (3, 5)."""
    for author in (noe, lea, noe, lea):
        make_post(thread, author)
    thread.refresh_from_db()
    return thread


@pytest.fixture
def other(board, noe):
    return make_thread(noe, board, title="Autre fil", body="Autre question")


def keys(thread, *numbers):
    return list(thread.posts.filter(number__in=numbers).values_list("pk", flat=True))


def split(talk, by, *numbers, posts=None, **fields):
    chosen = {"title": "Nouveau fil", "kind": "discussion", "tags": [], "board": talk.board, **fields}
    return split_thread(by=by, thread=talk, posts=posts or keys(talk, *numbers), **chosen)


def order(thread):
    return list(thread.posts.order_by("number").values_list("number", "author__name"))


def events(thread):
    return list(thread.events.order_by("pk").values_list("kind", "moved", "other", "after_number"))


def test_a_split_keeps_order_keys_and_counters(talk, sylvie, noe, lea, board):
    picked = keys(talk, 3, 4)
    new = split(talk, sylvie, 3, 4, tags=[make_tag()])
    talk.refresh_from_db()
    new.refresh_from_db()
    assert [number for number, _name in order(talk)] == [1, 2, 5]
    assert order(new) == [(1, lea.name), (2, noe.name)]
    assert list(new.posts.order_by("number").values_list("pk", flat=True)) == picked
    assert (talk.version, talk.last_number, talk.visible_posts) == (6, 5, 3)
    assert (new.version, new.last_number, new.visible_posts, new.author) == (1, 2, 2, lea)
    assert (new.last_poster, new.last_posted_at) == (noe, Post.objects.get(pk=picked[1]).created_at)
    assert (talk.last_poster, talk.last_posted_at) == (lea, talk.posts.get(number=5).created_at)
    assert new.tagged.get().last_posted_at == new.last_posted_at
    assert Board.objects.get(pk=board.pk).visible_threads == 2
    assert events(talk) == [("posts_left", 2, new.pk, 2)]
    assert events(new) == [("posts_came", 2, talk.pk, 1)]


def test_moved_posts_go_to_the_end_of_the_other_thread(talk, other, sylvie, noe, lea):
    make_post(other, lea)
    move_posts(by=sylvie, thread=talk, posts=keys(talk, 5, 2), to=other)
    other.refresh_from_db()
    assert order(other) == [(1, noe.name), (2, lea.name), (3, noe.name), (4, lea.name)]
    assert (other.version, other.last_number, other.visible_posts) == (3, 4, 4)
    # The latest word is the one said last, not the one that stands last.
    assert other.last_posted_at == other.posts.get(number=2).created_at
    talk.refresh_from_db()
    assert (talk.visible_posts, talk.last_poster) == (3, noe)


def test_old_addresses_lead_to_the_new_place(talk, sylvie, lea, client_of):
    pk = keys(talk, 3)[0]
    new = split(talk, sylvie, 3)
    for browser in (client_of(None), client_of(lea)):
        assert browser.get(reverse("forum:post", args=[pk])).url == f"{new.get_absolute_url()}#post-{pk}"


def test_hidden_posts_stay_hidden(talk, other, sylvie, noe, client_of):
    hide_post(by=sylvie, post=talk.posts.get(number=3))
    pk = keys(talk, 3)[0]
    move_posts(by=sylvie, thread=talk, posts=keys(talk, 3, 4), to=other)
    talk.refresh_from_db()
    other.refresh_from_db()
    assert (talk.visible_posts, other.visible_posts) == (3, 2)
    assert client_of(noe).get(reverse("forum:post", args=[pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        split(other, sylvie, posts=[pk])


def test_a_merged_thread_leads_to_the_other(talk, other, sylvie, noe, lea, board, client_of):
    watch_thread(person=sylvie, thread=talk, watch="following")
    merge_thread(by=sylvie, thread=talk, to=other)
    other.refresh_from_db()
    assert (other.last_number, other.visible_posts) == (6, 6)
    assert Board.objects.get(pk=board.pk).visible_threads == 1
    for person in (None, lea, sylvie):
        answer = client_of(person).get(talk.get_absolute_url())
        assert (answer.status_code, answer.url) == (302, other.get_absolute_url())
        assert [row.pk for row in client_of(person).get(board.get_absolute_url()).context["page"].rows] == [other.pk]
    assert ThreadReading.objects.get(thread=other, person=sylvie).watch == "following"
    third = make_thread(noe, board, title="Troisième")
    merge_thread(by=sylvie, thread=other, to=third)
    assert client_of(None).get(talk.get_absolute_url()).url == third.get_absolute_url()
    hide_thread(by=sylvie, thread=third)
    assert client_of(lea).get(talk.get_absolute_url()).status_code == 404


def test_a_reply_to_a_thread_that_was_merged_meanwhile_goes_along(talk, other, sylvie, lea, client_of):
    merge_thread(by=sylvie, thread=talk, to=other)
    reply = {"body": "J’écrivais encore.", "client_id": uuid4()}
    assert client_of(lea).post(reverse("forum:reply", args=[talk.pk]), reply).status_code == 302
    assert other.posts.get(body="J’écrivais encore.").number == 7


def test_so_does_one_that_meets_the_merge(talk, other, sylvie, lea, noe):
    third = make_thread(noe, talk.board, title="Troisième")
    merge_thread(by=sylvie, thread=talk, to=other)
    merge_thread(by=sylvie, thread=other, to=third)
    # Found before the merge, as a request does that waits for the lock meanwhile.
    once = uuid4()
    post = post_reply(author=lea, thread=talk, body="J’arrive trop tard.", client_id=once)
    assert (post.thread, post.number) == (third, 8)
    assert post_reply(author=lea, thread=talk, body="J’arrive trop tard.", client_id=once) == post
    assert Thread.objects.get(pk=talk.pk).version == Thread.objects.get(pk=talk.pk).events.latest("pk").version


def test_nobody_replies_through_a_merge_where_they_may_not_write(talk, sylvie, lea):
    private = make_board(slug="comite", readable_by="groups", writable_by="groups", moderators=[sylvie])
    merge_thread(by=sylvie, thread=talk, to=make_thread(sylvie, private))
    with pytest.raises(PermissionDenied):
        post_reply(author=lea, thread=talk, body="J’arrive trop tard.", client_id=uuid4())


def bell(person):
    rows = Notification.objects.filter(recipient=person, read_at=None).order_by("kind", "pk")
    return [(row.kind, row.topic, row.number, set(row.actors.values_list("name", flat=True))) for row in rows]


def test_what_the_bell_tells_gathers_where_the_thread_went(talk, other, sylvie, camille, noe, lea):
    watch_thread(person=camille, thread=other, watch="following")
    make_post(other, sylvie)
    make_post(talk, lea, f"@[Noé](/personnes/{noe.pk}/) et toi?")
    merge_thread(by=sylvie, thread=talk, to=other)
    topic, all_of_them = other.topic, {noe.name, lea.name, sylvie.name}
    assert bell(camille) == [("reply", topic, 8, all_of_them)]
    assert [row[:3] for row in bell(noe)] == [("mention", topic, 8), ("reply", topic, 8)]
    # What comes next joins them, and all is read with the thread.
    make_post(other, lea)
    assert bell(camille) == [("reply", topic, 9, all_of_them)]
    other.refresh_from_db()
    for person in (camille, noe):
        read_thread(person=person, thread=other, number=9)
        assert bell(person) == []


def test_a_mention_goes_with_its_post(talk, other, sylvie, lea, noe, camille):
    call = make_post(talk, lea, f"@[Noé](/personnes/{noe.pk}/) et toi?")
    assert [row[:3] for row in bell(noe)] == [("mention", talk.topic, 6), ("reply", talk.topic, 5)]
    move_posts(by=sylvie, thread=talk, posts=[call.pk], to=other)
    assert [row[:3] for row in bell(noe)] == [("mention", other.topic, 2), ("reply", talk.topic, 5)]


def test_who_has_read_what_is_left_has_read_to_the_end(talk, other, sylvie, camille, client_of):
    move_posts(by=sylvie, thread=talk, posts=keys(talk, 4, 5), to=other)
    talk.refresh_from_db()
    read_thread(person=camille, thread=talk, number=2)
    assert [row.pk for row in client_of(camille).get(reverse("forum:unread")).context["page"].rows] == [talk.pk]
    read_thread(person=camille, thread=talk, number=3)
    assert not client_of(camille).get(reverse("forum:unread")).context["page"].rows
    assert bell(camille) == []


def test_what_was_being_written_goes_along(talk, other, sylvie, lea, noe, client_of):
    save_draft(person=lea, place=talk.topic, body="Je voulais dire")
    for thread in (talk, other):
        save_draft(person=noe, place=thread.topic, body=f"Début {thread.title}")
    merge_thread(by=sylvie, thread=talk, to=other)
    assert "Je voulais dire" in client_of(lea).get(talk.get_absolute_url(), follow=True).content.decode()
    begun = Draft.objects.get(person=noe)
    assert (begun.place, begun.fields) == (other.topic, {"body": f"Début {other.title}\n\nDébut {talk.title}"})


def test_posts_of_a_thread_that_one_does_not_see_are_nowhere(talk, other, sylvie, noe):
    secret = make_thread(noe, make_board(name_fr="Comité"))
    Board.objects.filter(pk=secret.board_id).update(readable_by=Board.Readers.GROUPS)
    with pytest.raises(Elsewhere):
        split(talk, sylvie, posts=keys(secret, 1))
    with pytest.raises(Elsewhere):
        move_posts(by=sylvie, thread=talk, posts=keys(secret, 1), to=other)


def test_a_merged_thread_stays_as_it_is(talk, other, sylvie):
    merge_thread(by=sylvie, thread=talk, to=other)
    for act in (
        lambda: show_thread(by=sylvie, thread=talk),
        lambda: merge_thread(by=sylvie, thread=talk, to=other),
        lambda: merge_thread(by=sylvie, thread=other, to=talk),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert other.posts.count() == 6


def test_only_moderators_of_both_may(talk, other, camille, sylvie, noe):
    elsewhere = make_board(slug="ailleurs")
    far = make_thread(noe, elsewhere)
    closed = make_board(slug="ferme", readable_by="groups", writable_by="groups")
    posts = keys(talk, 3)
    for act in (
        lambda: move_posts(by=camille, thread=talk, posts=posts, to=other),
        lambda: split(talk, camille, 3),
        lambda: merge_thread(by=camille, thread=talk, to=other),
        lambda: move_posts(by=sylvie, thread=talk, posts=posts, to=far),
        lambda: merge_thread(by=sylvie, thread=talk, to=far),
        lambda: merge_thread(by=sylvie, thread=far, to=talk),
        lambda: split(talk, sylvie, 3, board=closed),
        lambda: move_posts(by=sylvie, thread=talk, posts=posts, to=talk),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert [thread.version for thread in Thread.objects.order_by("pk")] == [5, 1, 1]
    assert not MovedPost.objects.exists()


def test_the_first_message_leaves_with_its_thread_only(talk, other, sylvie):
    with pytest.raises(PermissionDenied):
        move_posts(by=sylvie, thread=talk, posts=keys(talk, 1, 2), to=other)
    with pytest.raises(PermissionDenied):
        split(talk, sylvie, 1)


def test_never_from_or_to_a_hidden_thread(talk, other, sylvie):
    hide_thread(by=sylvie, thread=other)
    with pytest.raises(PermissionDenied):
        move_posts(by=sylvie, thread=talk, posts=keys(talk, 3), to=other)
    with pytest.raises(PermissionDenied):
        merge_thread(by=sylvie, thread=other, to=talk)


def test_what_is_no_longer_there_is_told_and_nothing_moves(talk, other, sylvie):
    posts = keys(talk, 3, 4)
    move_posts(by=sylvie, thread=talk, posts=posts[:1], to=other)
    with pytest.raises(Elsewhere):
        move_posts(by=sylvie, thread=talk, posts=posts, to=other)
    with pytest.raises(Elsewhere):
        split(talk, sylvie, posts=[999_999])
    assert other.posts.count() == 2


def test_the_same_twice_is_once(talk, sylvie):
    posts = keys(talk, 3, 4)
    new = split(talk, sylvie, posts=posts)
    assert split(talk, sylvie, posts=posts) == new
    assert (Thread.objects.count(), Thread.objects.get(pk=talk.pk).version) == (2, 6)


@pytest.mark.django_db(transaction=True)
def test_twice_at_once_is_once(talk, sylvie):
    posts, start, made = keys(talk, 3, 4), threading.Barrier(2), []
    tag = make_tag("autre")

    def act():
        start.wait()
        try:
            made.append(split(talk, sylvie, posts=posts, tags=[tag]))
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(made) == 2 and made[0] == made[1]
    assert Thread.objects.count() == 2


def test_who_wrote_what_follows_the_words(talk, sylvie, noe, lea, client_of):
    new = split(talk, sylvie, 3, 5)
    assert [row.pk for row in client_of(lea).get(reverse("forum:mine")).context["page"].rows] == [new.pk]
    mine = client_of(noe).get(reverse("forum:mine"))
    assert [row.pk for row in mine.context["page"].rows] == [talk.pk]
    assert ThreadReading.objects.get(thread=new, person=lea).watch == "following"


def test_reports_and_decisions_follow_the_post(talk, other, sylvie, camille, client_of):
    post = talk.posts.get(number=3)
    report(reporter=camille, target=post, reason="Hors sujet.")
    move_posts(by=sylvie, thread=talk, posts=[post.pk], to=other)
    assert other.title in client_of(sylvie).get(reverse("moderation:reports")).content.decode()
    decide(moderator=sylvie, kind="hide", target=Post.objects.get(pk=post.pk), reason="Hors sujet.")
    other.refresh_from_db()
    assert other.visible_posts == 1


def test_an_edit_that_meets_a_move_is_told(talk, other, sylvie, lea):
    post = Post.objects.select_related("thread").get(pk=keys(talk, 3)[0])
    move_posts(by=sylvie, thread=talk, posts=[post.pk], to=other)
    with pytest.raises(PermissionDenied):
        edit_post(by=lea, post=post, body="Trop tard.")
    edit_post(by=lea, post=Post.objects.get(pk=post.pk), body="À sa place.")


def test_a_private_thread_is_not_named_to_readers_of_the_open_one(talk, sylvie, noe, lea, client_of):
    private = make_board(slug="comite", readable_by="groups", writable_by="groups", moderators=[sylvie])
    secret = make_thread(sylvie, private, title="Dossier confidentiel")
    move_posts(by=sylvie, thread=talk, posts=keys(talk, 3), to=secret)
    page = client_of(lea).get(talk.get_absolute_url()).content.decode()
    assert "a déplacé 1 message dans un autre fil" in page and "confidentiel" not in page
    assert secret.get_absolute_url() not in page
    # The other way round, the open thread is named.
    assert talk.title in client_of(sylvie).get(secret.get_absolute_url()).content.decode()
    changes = read_changes(parse_topic(talk.topic), 5).frame("fr-ca")
    assert "confidentiel" not in str(changes)


def test_changes_since_tell_what_left_and_what_came(talk, other, sylvie):
    [pk] = keys(talk, 3)
    move_posts(by=sylvie, thread=talk, posts=[pk], to=other)
    left = read_changes(parse_topic(talk.topic), 5).frame("fr-ca")
    came = read_changes(parse_topic(other.topic), 1).frame("fr-ca")
    assert {"key": f"post-{pk}", "version": 6, "removed": True} in left["changes"]
    assert [change["key"].split("-")[0] for change in came["changes"]] == ["post", "event"]
    # And back again: both are told, in their order.
    move_posts(by=sylvie, thread=other, posts=[pk], to=talk)
    back = read_changes(parse_topic(talk.topic), 5).frame("fr-ca")["changes"]
    assert ["removed" in change for change in back if change["key"] == f"post-{pk}"] == [True, False]


@pytest.mark.django_db(transaction=True)
async def test_open_pages_of_both_hear_it(talk, other, sylvie, lea):
    posts = await database_sync_to_async(keys)(talk, 3)
    async with open_page(lea, talk.topic, version=5) as old, open_page(lea, other.topic, version=1) as new:
        await database_sync_to_async(move_posts)(by=sylvie, thread=talk, posts=posts, to=other)
        frame = await old.receive_frame("changes")
        assert frame["changes"][0] == {"key": f"post-{posts[0]}", "version": 6, "removed": True}
        frame = await new.receive_frame("changes")
        assert frame["changes"][0]["key"] == f"post-{posts[0]}" and "html" in frame["changes"][0]


def send(browser, thread, **fields):
    return browser.post(reverse("forum:move", args=[thread.pk]), fields)


def test_the_page_moves_what_was_picked(talk, other, sylvie, client_of):
    browser, tag = client_of(sylvie), make_tag()
    page = browser.get(reverse("forum:move", args=[talk.pk]) + f"?posts={keys(talk, 4)[0]}").content.decode()
    assert page.count('name="posts"') == 4 and page.count("checked") == 2 + 1
    new = {"title": "Suite", "kind": "question", "tags": tag.name, "board": talk.board_id}
    answer = send(browser, talk, where="new", posts=keys(talk, 4, 5), **new)
    made = Thread.objects.get(title="Suite")
    assert (answer.status_code, answer.url) == (302, made.get_absolute_url())
    assert "a déplacé ici 2 messages d’un autre fil" in browser.get(answer.url).content.decode()
    answer = send(browser, talk, where="into", posts=keys(talk, 3), to=f"http://testserver/fils/{other.pk}/?message=1")
    assert (answer.status_code, answer.url) == (302, other.get_absolute_url())
    answer = send(browser, talk, where="whole", to=str(other.pk))
    assert (answer.status_code, answer.url) == (302, other.get_absolute_url())
    assert other.posts.count() == 4


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"where": "elsewhere"},
        {"where": "new", "title": "Mon titre"},
        {"where": "new", "posts": "x", "title": "Mon titre"},
        {"where": "new", "posts": "9" * 30, "title": "Mon titre"},
        {"where": "into", "to": "", "posts": "1"},
        {"where": "into", "to": "\x00", "posts": "1"},
        {"where": "into", "to": "9" * 40, "posts": "1"},
        {"where": "whole", "to": "https://example.org/fils/"},
        {"where": "whole", "to": "-1"},
    ],
)
def test_nonsense_moves_nothing_and_keeps_what_was_typed(talk, sylvie, client_of, fields):
    answer = send(client_of(sylvie), talk, **fields)
    assert answer.status_code == 422
    assert "title" not in fields or "Mon titre" in answer.content.decode()
    assert not MovedPost.objects.exists()


def test_refusals_have_their_status(talk, other, sylvie, noe, lea, client_of):
    far = make_thread(noe, make_board(slug="ailleurs"))
    secret = make_thread(noe, make_board(slug="comite"))
    Board.objects.filter(slug="comite").update(readable_by="groups")
    posts = keys(talk, 3)
    browser = client_of(sylvie)
    assert send(browser, talk, where="into", posts=posts, to=far.pk).status_code == 403
    assert send(browser, talk, where="into", posts=posts, to=secret.pk).status_code == 422
    assert send(browser, talk, where="into", posts=[*posts, 999_999], to=other.pk).status_code == 409
    assert send(client_of(lea), talk, where="into", posts=posts, to=other.pk).status_code == 403
    assert not MovedPost.objects.exists()


def test_a_long_thread_is_not_merged(talk, other, sylvie, monkeypatch):
    monkeypatch.setattr("forum.moving.actions.MOST_MOVED", 4)
    with pytest.raises(PermissionDenied):
        merge_thread(by=sylvie, thread=talk, to=other)
    assert Thread.objects.get(pk=talk.pk).version == 5


def test_the_unread_line_stands_before_what_is_left_to_read(talk, sylvie, camille, client_of):
    split(talk, sylvie, 2, 3)
    before, line, after = (
        client_of(camille).get(talk.get_absolute_url()).content.decode().partition('class="unread-line"')
    )
    assert line and 'data-place="1"' in before and 'data-place="4"' not in before and 'data-place="4"' in after
