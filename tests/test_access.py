"""Who may open what: every address of the site, for every kind of reader, against one declared table.

An address that the table does not know fails the build.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from forum.actions import hide_post
from moderation.actions import decide, report
from notifications.actions import notify
from tests.build import make_board, make_company, make_message, make_post, make_room, make_tag, make_thread, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Guest, member of the author's company, member of another one, suspended member, moderator of another board,
# moderator of these boards, administrator.
READERS = ("guest", "colleague", "member", "suspended", "elsewhere", "moderator", "administrator")
# in: sent to sign in. What follows the name says of which object: of the open board, of one that only its moderators
# read (private), hidden, or of somebody else.
TABLE = """
GET  healthz                                      200 200 200 200 200 200 200
GET  robots                                       200 200 200 200 200 200 200
GET  favicon                                      302 302 302 302 302 302 302
GET  live:since                                   404 404 404 404 404 404 404
GET  live:counters                                200 200 200 200 200 200 200
POST content:preview                              403 200 200 200 200 200 200
GET  notifications:list                            in 200 200 200 200 200 200
POST notifications:read_all                        in 302 302 302 302 302 302
GET  notifications:open notice                     in 404 404 404 404 404 404
POST notifications:open notice                     in 404 404 404 404 404 404
GET  account_signup                               200 302 302 302 302 302 302
GET  account_email_verification_sent              200 200 200 200 200 200 200
GET  account_confirm_email key                    404 404 404 404 404 404 404
GET  account_login                                200 302 302 302 302 302 302
GET  mfa_authenticate                              in 302 302 302 302 302 302
GET  account_logout                               302 200 200 200 200 200 200
POST account_logout                               302 302 302 302 302 302 302
GET  account_inactive                             200 200 200 200 200 200 200
GET  account_change_password                       in 200 200 200 200 200 200
GET  account_reset_password                       200 200 200 200 200 200 200
GET  account_reset_password_done                  200 200 200 200 200 200 200
GET  account_reset_password_from_key_done         200 200 200 200 200 200 200
GET  account_reset_password_from_key reset        404 404 404 404 404 404 404
GET  account_reauthenticate                        in 200 200 200 200 200 200
GET  mfa_reauthenticate                            in 302 302 302 302 302 302
GET  mfa_index                                    302 302 302 302 302 302 302
GET  mfa_activate_totp                             in 302 302 302 302 302 302
GET  mfa_deactivate_totp                           in 404 404 404 404 404 404
GET  mfa_view_recovery_codes                       in 404 404 404 404 404 404
GET  mfa_download_recovery_codes                   in 404 404 404 404 404 404
GET  mfa_generate_recovery_codes                   in 302 302 302 302 302 302
GET  accounts:person person                        in 200 200 200 200 200 200
GET  accounts:companies                           200 200 200 200 200 200 200
GET  accounts:company company                     200 200 200 200 200 200 200
GET  accounts:profile                              in 200 200 200 200 200 200
POST accounts:profile                              in 422 422 422 422 422 422
GET  accounts:security                             in 200 200 200 200 200 200
POST accounts:sign_out                             in 302 302 302 302 302 302
GET  accounts:change_email                         in 200 200 200 200 200 200
POST accounts:change_email                         in 422 422 422 422 422 422
GET  accounts:close                                in 200 200 200 200 200 200
POST accounts:close                                in 422 422 422 422 422 422
GET  accounts:privacy                             200 200 200 200 200 200 200
GET  accounts:set_language                        405 405 405 405 405 405 405
POST accounts:set_language                        302 302 302 302 302 302 302
GET  chat:rooms                                    in 200 200 200 200 200 200
GET  chat:room room                                in 200 200 200 200 200 200
GET  chat:history room                             in 200 200 200 200 200 200
POST chat:send room                                in 302 302 403 302 302 302
POST chat:mark_read room                           in 204 204 204 204 204 204
GET  chat:edit_message message                     in 403 403 403 403 403 403
POST chat:edit_message message                     in 403 403 403 403 403 403
POST chat:remove_message message                   in 403 403 403 403 403 403
POST chat:restore_message message                  in 403 403 403 403 403 403
GET  chat:message_actions message                  in 200 200 200 200 200 200
GET  chat:message_row message                      in 200 200 200 200 200 200
GET  moderation:report report                      in 200 200 403 200 200 200
POST moderation:report report                      in 302 302 403 302 302 302
GET  moderation:report report private              in 404 404 404 404 200 200
POST moderation:report report private              in 404 404 404 404 302 302
GET  moderation:reports                            in 403 403 403 200 200 200
GET  moderation:log                                in 403 403 403 200 200 200
POST moderation:undo decision                      in 404 404 404 404 302 302
POST moderation:dismiss report                     in 403 403 403 403 302 302
POST moderation:dismiss report private             in 404 404 404 404 302 302
GET  moderation:decide decide                      in 403 403 403 403 200 200
POST moderation:decide decide                      in 403 403 403 403 302 302
GET  moderation:decide decide private              in 404 404 404 404 200 200
POST moderation:decide decide private              in 404 404 404 404 302 302
GET  moderation:decide suspend                     in 403 403 403 200 200 200
GET  forum:home                                   200 200 200 200 200 200 200
GET  forum:boards                                 200 200 200 200 200 200 200
GET  forum:board board                            200 200 200 200 200 200 200
GET  forum:board board private                    404 404 404 404 404 200 200
GET  forum:new_thread board                        in 200 200 403 200 200 200
GET  forum:new_thread board private                in 404 404 404 404 200 200
POST forum:new_thread board                        in 422 422 422 422 422 422
POST forum:new_thread board private                in 404 404 404 404 422 422
GET  forum:choose_board                            in 200 200 200 200 200 200
GET  forum:tag_suggestions                        200 200 200 200 200 200 200
GET  forum:tag tag                                200 200 200 200 200 200 200
GET  forum:latest                                 200 200 200 200 200 200 200
GET  forum:thread thread                          200 200 200 200 200 200 200
GET  forum:thread thread private                  404 404 404 404 404 200 200
GET  forum:unread                                  in 200 200 200 200 200 200
GET  forum:mine                                    in 200 200 200 200 200 200
POST forum:mark_read thread                        in 204 204 204 204 204 204
POST forum:mark_read thread private                in 404 404 404 404 204 204
GET  forum:arrange thread                          in 403 403 403 403 200 200
GET  forum:arrange thread private                  in 404 404 404 404 200 200
POST forum:arrange thread                          in 403 403 403 403 422 422
POST forum:reply thread                            in 302 302 403 302 302 302
POST forum:reply thread private                    in 404 404 404 404 403 403
GET  forum:post post                              302 302 302 302 302 302 302
GET  forum:post post private                      404 404 404 404 404 302 302
GET  forum:post post hidden                       404 404 404 404 404 302 302
GET  forum:edit_post post                          in 403 403 403 403 403 403
GET  forum:edit_post post private                  in 404 404 404 404 403 403
POST forum:edit_post post                          in 403 403 403 403 403 403
POST forum:edit_post post private                  in 404 404 404 404 403 403
POST forum:mark_unread post                        in 302 302 302 302 302 302
POST forum:mark_unread post private                in 404 404 404 404 302 302
POST forum:mark_unread post hidden                 in 404 404 404 404 302 302
GET  forum:post_actions post                      200 200 200 200 200 200 200
GET  forum:post_actions post private              404 404 404 404 404 200 200
GET  forum:post_actions post hidden               404 404 404 404 404 200 200
GET  forum:post_row post                           in 200 200 200 200 200 200
GET  forum:post_row post private                   in 404 404 404 404 200 200
GET  forum:post_row post hidden                    in 404 404 404 404 200 200
"""
FORMS = {
    "forum:reply": {"body": "Lame à 80 dents."},
    "forum:edit_post": {"body": "Lame à 100 dents."},
    "forum:mark_read": {"number": 1},
    "chat:send": {"body": "Le four est à 480 °C."},
    "chat:edit_message": {"body": "Le four est à 490 °C."},
    "chat:mark_read": {"number": 1},
    "content:preview": {"body": "Une *lame*."},
    "accounts:set_language": {"language": "en-ca"},
    "moderation:report": {"reason": "Hors sujet."},
    "moderation:decide": {"reason": "Hors sujet."},
}


@pytest.fixture
def world(camille, fjord, sylvie, noe):
    """Return {word: arguments} of the addresses: one object of each sort, written by Camille."""
    open_board, private = make_board(), make_board(name_fr="Comité", readable_by="groups", writable_by="groups")
    private.moderators.add(camille)
    make_board(name_fr="Ailleurs", moderators=[make_user("Elsa Roy")])
    threads = [make_thread(camille, board, tags=[make_tag(f"mot {board.pk}")]) for board in (open_board, private)]
    posts = [make_post(thread, camille) for thread in threads]
    hidden = make_post(threads[0], camille)
    for board in (open_board, private):
        board.moderators.set([sylvie])
    hide_post(by=sylvie, post=hidden)
    room = make_room()
    message = make_message(room, camille)
    decision = decide(moderator=sylvie, kind="close", target=threads[1], reason="Réglé.")
    report(reporter=noe, target=posts[0], reason="Hors sujet.")
    [notice] = notify([camille], kind="decision", about=decision)
    return {
        "": [],
        "board": [open_board.slug],
        "board private": [private.slug],
        "thread": [threads[0].pk],
        "thread private": [threads[1].pk],
        "post": [posts[0].pk],
        "post private": [posts[1].pk],
        "post hidden": [hidden.pk],
        "tag": [threads[0].tags.get().slug],
        "room": [room.slug],
        "message": [message.pk],
        "person": [camille.pk],
        "company": [fjord.slug],
        "notice": [notice.pk],
        "decision": [decision.pk],
        "report": ["post", posts[0].pk],
        "report private": ["post", posts[1].pk],
        "decide": ["thread", threads[0].pk, "close"],
        "decide private": ["thread", threads[1].pk, "hide"],
        "suspend": ["person", camille.pk, "suspend"],
        "key": ["cle-fausse"],
        "reset": ["1", "cle-fausse"],
    }


@pytest.fixture
def people(fjord, world, sylvie):
    return {
        "guest": None,
        "colleague": make_user("Carl Roy", company=fjord),
        "member": make_user("Mia Roy", company=make_company("Fonderie du Nord")),
        "suspended": make_user("Sam Roy", suspended_until=timezone.now() + timedelta(days=1)),
        "elsewhere": User.objects.get(email="elsa@example.org"),
        "moderator": sylvie,
        "administrator": make_user("Rose Roy", is_staff=True, is_superuser=True),
    }


def rows():
    """Yield (method, name, word, answers) of the table."""
    for line in TABLE.strip().splitlines():
        method, name, *rest = line.split()
        answers = rest[-len(READERS) :]
        yield method, name, " ".join(rest[: -len(READERS)]), answers


def answer_of(browser, method, name, arguments):
    """Ask, and leave everything as it was."""
    address = reverse(name, args=arguments)
    with transaction.atomic():
        if method == "GET":
            answer = browser.get(address)
        else:
            answer = browser.post(address, {"client_id": uuid4(), **FORMS.get(name, {})})
        transaction.set_rollback(True)
    if answer.status_code == 302 and answer.url.startswith(reverse("account_login")):
        return "in"
    return str(answer.status_code)


@pytest.mark.parametrize("reader", READERS)
def test_each_reader_gets_what_is_declared(client_of, people, world, reader):
    browser, column, wrong = client_of(people[reader]), READERS.index(reader), {}
    for method, name, word, answers in rows():
        got = answer_of(browser, method, name, world[word])
        if method == "POST":
            # It may have signed out, or chosen another language.
            browser = client_of(people[reader])
        if got != answers[column]:
            wrong[f"{method} {name} {word}"] = f"{got}, not {answers[column]}"
    assert wrong == {}


def names(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        elif pattern.namespace != "admin":
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern.url_patterns, prefix + inner)


def test_every_address_is_declared():
    assert {name for _method, name, _word, _answers in rows()} == set(names(get_resolver().url_patterns))


@pytest.mark.parametrize("reader", READERS)
def test_the_admin_is_for_administrators(client_of, people, reader):
    for name in ("admin:index", "admin:forum_board_changelist", "admin:accounts_user_changelist"):
        answer = client_of(people[reader]).get(reverse(name))
        assert answer.status_code == (200 if reader == "administrator" else 302)
