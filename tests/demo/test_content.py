"""What is written by hand in demo/content/ holds together, and could have been typed into the product's forms."""

from datetime import UTC, datetime, timedelta

import pytest

from chat.forms import MessageForm
from content.fields import BodyField, TitleField
from demo.moments import DEEDS
from demo.reader import lines_of, posts_of, read
from forum.models import Thread

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def content():
    return read()


def of(rows, field):
    return [row[field] for row in rows]


def test_there_is_as_much_as_promised(content):
    counts = {name: len(rows) for name, rows in vars(content).items()}
    assert counts == {
        "boards": 8,
        "tags": 30,
        "partners": 4,
        "companies": 60,
        "people": 150,
        "threads": 200,
        "rooms": 6,
        "groups": 2,
        "moments": 100,
        "sessions": 3,
        "synonyms": 40,
    }
    assert sum(len(lines_of(room, NOW)) for room in content.rooms) == 1500


def test_every_name_names_something(content):
    handles, tags = set(of(content.people, "handle")), set(of(content.tags, "slug"))
    boards, companies = set(of(content.boards, "slug")), set(of(content.companies, "slug"))
    assert {handle for board in content.boards for handle in board["moderators"]} <= handles
    # Partners stand by their names only: nobody made up is theirs.
    assert {person["company"] for person in content.people if "company" in person} <= companies
    for thread in content.threads:
        assert {thread["board"]} <= boards and set(thread["tags"]) <= tags, thread["title"]
        posts = list(posts_of(thread, NOW))
        assert {handle for _moment, handle, _body in posts} <= handles, thread["title"]
        assert posts[0][1] == thread["author"], thread["title"]
    for room in content.rooms:
        assert {handle for _moment, handle, _body in lines_of(room, NOW)} <= handles, room["room"]["slug"]
    for group in content.groups:
        guests = {handle for guest in group["invited"] for handle in guest["people"]}
        assert {line["by"] for line in lines_in(group)} <= {group["by"], *guests} <= handles


def test_partners_stand_by_their_names_only(content):
    assert [set(partner) for partner in content.partners] == [{"slug", "name"}] * 4


def test_threads_are_such_as_the_forms_take(content):
    for thread in content.threads:
        assert TitleField().clean(thread["title"]) == thread["title"]
        assert thread["kind"] in Thread.Kind.values
        assert 1 <= len(thread["tags"]) <= 5, thread["title"]
        assert 3 <= len(thread["post"]) <= 8, thread["title"]
        for _moment, _handle, body in posts_of(thread, NOW):
            assert BodyField().clean(body) == body


def test_messages_are_such_as_the_form_takes(content):
    for room in content.rooms:
        for _moment, _handle, body in lines_of(room, NOW):
            assert MessageForm.base_fields["body"].clean(body) == body


def test_messages_of_groups_answer_what_was_said(content):
    for group in content.groups:
        lines = lines_in(group)
        assert 25 <= len(lines) <= 45
        assert any("answers" in line for line in lines) and any("signs" in line for line in lines)
        for number, line in enumerate(lines, start=1):
            assert line.get("answers", 0) < number, line["says"]
            assert line["by"] not in {by for signs in line.get("signs", {}).values() for by in signs}, line["says"]


def lines_in(group):
    return [line for talk in group["talk"] for line in talk["lines"]]


def test_moments_come_after_what_they_are_about(content):
    last = {thread["title"]: max(moment for moment, _by, _body in posts_of(thread, NOW)) for thread in content.threads}
    assert {moment["do"] for moment in content.moments} == set(DEEDS)
    for moment in content.moments:
        if moment["do"] == "start":
            last[moment["title"]] = NOW - timedelta(hours=moment["hours_ago"])
        for place in filter(None, [moment.get("thread"), moment.get("to")]):
            assert last[place] <= NOW - timedelta(hours=moment["hours_ago"]), moment


def test_nothing_is_repeated(content):
    titles = of(content.threads, "title")
    assert len(set(titles)) == len(titles)
    bodies = [body for thread in content.threads for _moment, _handle, body in posts_of(thread, NOW)]
    assert len(set(bodies)) == len(bodies)
    long = [body for room in content.rooms for _moment, _handle, body in lines_of(room, NOW) if len(body) > 40]
    assert len(set(long)) == len(long)


def test_nobody_speaks_before_the_past_or_after_now(content):
    moments = [moment for thread in content.threads for moment, _handle, _body in posts_of(thread, NOW)]
    moments += [moment for room in content.rooms for moment, _handle, _body in lines_of(room, NOW)]
    assert max(moments) <= NOW
    # The oldest answer has waited for a year to be confirmed.
    assert 365 < (NOW - min(moments)).days < 500
