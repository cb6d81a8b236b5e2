"""A file is for its uploader until words of theirs show it; then for those who may read these."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from chat.actions import edit_message, hide_message, remove_message, restore_message
from content.models import Attachment, AttachmentUse
from forum.actions import edit_post
from forum.moderating.actions import hide_post, hide_thread, show_post
from tests.build import make_attachment, make_board, make_message, make_post, make_room, make_thread, make_user
from tests.pictures import PDF


def may_open(attachment, *people):
    """Tell for each person (None: a guest) whether they may."""
    from django.contrib.auth.models import AnonymousUser

    return [
        Attachment.objects.visible_to(User.objects.get(pk=who.pk) if who else AnonymousUser())
        .filter(pk=attachment.pk)
        .exists()
        for who in people
    ]


@pytest.fixture
def plan(camille):
    return make_attachment(camille)


def test_before_it_is_posted_only_its_uploader_opens_it(plan, camille, noe, sylvie):
    assert may_open(plan, camille, noe, sylvie, None) == [True, False, False, False]


def test_posted_it_is_for_those_who_read_the_post(plan, camille, noe, thread):
    make_post(thread, camille, f"Voici :\n\n{plan.markdown}")
    assert may_open(plan, camille, noe, None) == [True, True, True]


def test_a_thread_s_first_message_shows_files_too(plan, camille, noe):
    members = make_board(readable_by="members")
    make_thread(camille, members, body=plan.markdown)
    assert may_open(plan, noe, None) == [True, False]


def test_in_a_board_of_a_few_it_is_for_these(plan, camille, noe, sylvie):
    private = make_board(readable_by="groups", writable_by="groups", moderators=[camille, sylvie])
    make_thread(camille, private, body=plan.markdown)
    assert may_open(plan, camille, sylvie, noe, None) == [True, True, False, False]


def test_in_a_room_it_is_for_members(plan, camille, noe, room):
    make_message(room, camille, plan.markdown)
    assert may_open(plan, camille, noe, None) == [True, True, False]


def test_naming_somebody_else_s_file_opens_nothing(plan, camille, noe, thread, room):
    make_post(thread, noe, plan.markdown)
    make_message(room, noe, plan.markdown)
    assert may_open(plan, camille, noe) == [True, False]
    private = make_board(readable_by="groups", writable_by="groups", moderators=[camille])
    make_thread(camille, private, body=plan.markdown)
    make_post(thread, noe, f"> {plan.markdown}")
    assert may_open(plan, camille, noe) == [True, False]
    assert AttachmentUse.objects.count() == 1


def test_hiding_the_post_ends_it_at_once_but_for_the_moderators(plan, camille, noe, sylvie, thread):
    post = make_post(thread, camille, plan.markdown)
    hide_post(by=sylvie, post=post)
    assert may_open(plan, camille, noe, sylvie) == [False, False, True]
    show_post(by=sylvie, post=post)
    assert may_open(plan, camille, noe) == [True, True]
    hide_thread(by=sylvie, thread=thread)
    assert may_open(plan, camille, noe, sylvie) == [False, False, True]


def test_a_message_taken_back_or_hidden_shows_it_no_more(plan, camille, noe, room):
    message = make_message(room, camille, plan.markdown)
    remove_message(by=camille, message=message)
    assert may_open(plan, camille, noe) == [False, False]
    restore_message(by=camille, message=message)
    assert may_open(plan, noe) == [True]
    hide_message(by=make_user("Rose Roy", is_staff=True, is_superuser=True), message=message)
    assert may_open(plan, noe) == [False]


def test_while_one_place_still_shows_it_it_can_be_opened(plan, camille, noe, sylvie, thread, room):
    post = make_post(thread, camille, plan.markdown)
    make_message(room, camille, plan.markdown)
    hide_post(by=sylvie, post=post)
    assert may_open(plan, noe, None) == [True, False]


def test_an_edit_shows_new_files_and_takes_others_away(plan, camille, noe, thread, room):
    other = make_attachment(camille)
    post, message = make_post(thread, camille, plan.markdown), make_message(room, camille, plan.markdown)
    edit_post(by=camille, post=post, body=other.markdown)
    assert (may_open(plan, noe), may_open(other, noe)) == ([True], [True])
    edit_message(by=camille, message=message, body="Plus rien.")
    assert (may_open(plan, camille, noe), may_open(other, noe)) == ([True, False], [True])
    plan.refresh_from_db()
    assert plan.unused_since
    edit_post(by=camille, post=post, body=f"{plan.markdown} {other.markdown}")
    assert (may_open(plan, noe), may_open(other, noe)) == ([True], [True])


def test_a_file_that_is_gone_is_only_a_broken_picture(camille, noe, thread):
    make_post(thread, camille, f"![x](/fichiers/{uuid4()}/)")
    assert not AttachmentUse.objects.exists()


# ---- Over HTTP ----------------------------------------------------------------------------


def addresses(attachment):
    return [attachment.get_absolute_url(), f"{attachment.get_absolute_url()}apercu/"]


def test_a_picture_is_sent_for_the_browser_to_show_and_to_ask_again(plan, client_of, camille):
    for address in addresses(plan):
        answer = client_of(camille).get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert answer.content[8:12] == b"WEBP"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-cache"
        assert (
            "sandbox" in answer["Content-Security-Policy"] and "default-src 'none'" in answer["Content-Security-Policy"]
        )
        assert answer["Content-Disposition"] == "inline"
        assert "Content-Encoding" not in client_of(camille).get(address, HTTP_ACCEPT_ENCODING="gzip")
        again = client_of(camille).get(address, HTTP_IF_NONE_MATCH=answer["ETag"])
        assert (again.status_code, again.content) == (304, b"")


def test_who_may_not_read_it_any_more_gets_no_304(plan, client_of, camille, noe, sylvie, thread):
    post = make_post(thread, camille, plan.markdown)
    etag = client_of(noe).get(plan.get_absolute_url())["ETag"]
    hide_post(by=sylvie, post=post)
    assert client_of(noe).get(plan.get_absolute_url(), HTTP_IF_NONE_MATCH=etag).status_code == 404


def test_a_pdf_is_sent_to_be_kept(client_of, camille):
    pdf = make_attachment(camille, kind=Attachment.Kind.PDF, name="Pièce n° 4.pdf")
    answer = client_of(camille).get(pdf.get_absolute_url())
    assert (answer["Content-Type"], answer.content) == ("application/pdf", PDF)
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Pi%C3%A8ce")
    assert client_of(camille).get(addresses(pdf)[1]).status_code == 404


def test_nginx_sends_it_where_it_may_read_it(plan, client_of, camille, settings):
    settings.ACCEL_REDIRECT = "/prive/"
    answer = client_of(camille).get(plan.get_absolute_url(), HTTP_IF_NONE_MATCH="*")
    assert (answer.content, answer["X-Accel-Redirect"]) == (b"", f"/prive/{plan.path}")
    assert answer["Content-Type"] == "image/webp"
    assert "X-Accel-Redirect" not in Client().get(plan.get_absolute_url())


def test_what_may_not_be_opened_is_as_absent(plan, client_of, noe, camille):
    key = plan.get_absolute_url()
    wrong = [*addresses(plan), f"/fichiers/{uuid4()}/", "/fichiers/1/", f"{key}../", f"{key}..%2f..%2fsecret_key"]
    for browser in (client_of(noe), Client()):
        assert [browser.get(address).status_code for address in wrong] == [404] * len(wrong)


def test_a_row_whose_file_is_lost_is_as_absent(plan, client_of, camille):
    from django.core.files.storage import default_storage

    default_storage.delete(plan.path)
    assert client_of(camille).get(plan.get_absolute_url()).status_code == 404


def test_the_post_shows_the_picture(plan, client_of, camille, noe, thread):
    make_post(thread, camille, plan.markdown)
    page = client_of(noe).get(thread.get_absolute_url()).content.decode()
    assert f'<img src="{addresses(plan)[1]}" alt="plan" width="64" height="48"' in page


def test_other_words_ask_nothing_more(plan, camille, thread, room):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as plain:
        make_post(thread, camille, "Des mots.")
        make_message(make_room(name_fr="Autre"), camille, "Des mots.")
    assert not [query for query in plain if "content_attachment" in query["sql"]]
