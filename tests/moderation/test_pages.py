"""The pages of moderation: for whom, in French, at a constant cost, with nothing that leaks."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from chat.actions import remove_message
from moderation.actions import decide, report
from moderation.models import Decision, Report
from tests.build import make_board, make_message, make_post, make_thread, make_user

HTMX = {"HTTP_HX_REQUEST": "true"}
REASON = {"reason": "Publicité cachée."}


def text_of(answer):
    return answer.content.decode()


def flag(lea, target, reason="Publicité cachée."):
    return report(reporter=lea, target=target, reason=reason)


def hide(sylvie, target):
    return decide(moderator=sylvie, kind="hide", target=target, reason="Hors sujet.")


# ---- Reporting ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "title"),
    [
        ("thread", "Signaler ce fil"),
        ("post", "Signaler ce message de Noé Tremblay"),
        ("message", "Signaler ce message de Noé Tremblay"),
        ("person", "Signaler le profil de Noé Tremblay"),
    ],
)
def test_reporting_from_a_page(client_of, targets, lea, what, title):
    target, browser = targets[what], client_of(lea)
    address = f"/signaler/{what}/{target.pk}/"
    assert title in text_of(browser.get(address))
    answer = browser.post(address, REASON)
    assert (answer.status_code, answer.url) == (302, target.get_absolute_url())
    assert Report.objects.get().target == target


def test_reporting_from_a_dialog(client_of, post, lea):
    address = f"/signaler/post/{post.pk}/"
    fragment = text_of(client_of(lea).get(address, **HTMX))
    assert "<html" not in fragment
    assert f'hx-post="{address}"' in fragment
    answer = client_of(lea).post(address, REASON, **HTMX)
    assert (answer.status_code, answer.content) == (204, b"")
    assert json.loads(answer["HX-Trigger"]) == {"toast": "Merci. La modération va l’examiner."}


@pytest.mark.parametrize("reason", ["", "ab", " \u200b ", "x" * 501])
def test_a_report_says_why(client_of, post, lea, reason):
    answer = client_of(lea).post(f"/signaler/post/{post.pk}/", {"reason": reason})
    assert answer.status_code == 422
    assert reason.strip(" \u200b") in text_of(answer)
    assert not Report.objects.exists()


def test_a_second_report_is_a_conflict_that_keeps_the_text(client_of, post, lea):
    flag(lea, post)
    answer = client_of(lea).post(f"/signaler/post/{post.pk}/", {"reason": "Autre raison."})
    assert answer.status_code == 409
    assert "Vous l’avez déjà signalé." in text_of(answer)
    assert "Autre raison." in text_of(answer)


def test_ones_own_cannot_be_reported(client_of, post, noe):
    assert client_of(noe).get(f"/signaler/post/{post.pk}/").status_code == 403
    assert client_of(noe).post(f"/signaler/post/{post.pk}/", REASON).status_code == 403


def test_extra_fields_are_ignored(client_of, post, lea, noe, camille):
    extra = {"reporter": noe.pk, "handled_at": "2026-01-01", "thread": post.thread_id, "person": camille.pk, "pk": 77}
    client_of(lea).post(f"/signaler/post/{post.pk}/", {**REASON, **extra})
    row = Report.objects.get()
    assert (row.reporter, row.handled_at, row.thread, row.person, row.post) == (lea, None, None, None, post)


# ---- What is not there for everyone -------------------------------------------------------

ADDRESSES = ["/signaler/{what}/{pk}/", "/moderation/{what}/{pk}/{kind}/", "/moderation/{what}/{pk}/sans-suite/"]


@pytest.mark.parametrize("pattern", ADDRESSES)
def test_what_one_may_not_see_is_as_absent(client_of, sylvie, paul, noe, pattern):
    private = make_thread(sylvie, make_board(name_fr="Direction", readable_by="groups", moderators=[sylvie]))
    hidden = make_post(make_thread(noe, make_board(moderators=[sylvie])), noe)
    hide(sylvie, hidden)
    for what, pk, kind in (
        ("thread", private.pk, "close"),
        ("post", private.posts.get().pk, "hide"),
        ("post", hidden.pk, "show"),
        ("thread", 424242, "close"),
        ("thread", 2**70, "close"),
        ("board", 1, "hide"),
        ("person", 424242, "suspend"),
    ):
        address = pattern.format(what=what, pk=pk, kind=kind)
        for person in (paul, noe):
            assert client_of(person).post(address, REASON).status_code == 404, address


@pytest.mark.parametrize("kind", ["suspend", "x", "sans-suite-x"])
def test_kinds_that_do_not_exist_are_absent(client_of, thread, sylvie, kind):
    assert client_of(sylvie).get(f"/moderation/thread/{thread.pk}/{kind}/").status_code == 404


@pytest.mark.parametrize("what", ["thread", "post", "message", "person"])
def test_members_may_not_decide(client_of, targets, camille, what):
    kind = "suspend" if what == "person" else "hide"
    for method in ("get", "post"):
        answer = getattr(client_of(camille), method)(f"/moderation/{what}/{targets[what].pk}/{kind}/", REASON)
        assert answer.status_code == 403
    assert client_of(camille).post(f"/moderation/{what}/{targets[what].pk}/sans-suite/").status_code == 403
    assert not Decision.objects.exists()


@pytest.mark.parametrize("address", ["/moderation/", "/moderation/journal/"])
def test_queue_and_log_are_for_moderators(client_of, address, board, camille, sylvie, omar, administrator):
    assert client_of(camille).get(address).status_code == 403
    assert client_of(None).get(address).status_code == 302
    for person in (sylvie, omar, administrator):
        assert client_of(person).get(address).status_code == 200


def test_undoing_what_one_may_not_see_is_absent(client_of, post, sylvie, paul, noe):
    decision = hide(sylvie, post)
    for person in (paul, noe):
        assert client_of(person).post(f"/moderation/journal/{decision.pk}/annuler/").status_code == 404
    assert client_of(sylvie).get(f"/moderation/journal/{decision.pk}/annuler/").status_code == 405
    decision.refresh_from_db()
    assert decision.undone_at is None


# ---- Deciding -----------------------------------------------------------------------------


def test_the_page_of_a_decision_shows_the_item_in_its_context(client_of, thread, post, camille, lea, sylvie):
    after = make_post(thread, camille, "Merci, on essaie demain.")
    flag(lea, post)
    page = text_of(client_of(sylvie).get(f"/moderation/post/{post.pk}/hide/"))
    for words in (thread.posts.get(number=1).body, post.body, after.body, "Léa Bouchard", "Publicité cachée."):
        assert words in page
    assert "disparaît immédiatement pour tous" in page
    assert page.count('class="is-target"') == 1


def test_getting_the_page_decides_nothing(client_of, post, sylvie):
    client_of(sylvie).get(f"/moderation/post/{post.pk}/hide/")
    assert not Decision.objects.exists()


def test_deciding_from_a_page(client_of, post, sylvie):
    answer = client_of(sylvie).post(f"/moderation/post/{post.pk}/hide/", REASON)
    assert (answer.status_code, answer.url) == (302, post.get_absolute_url())
    decision = Decision.objects.get()
    assert (decision.post, decision.moderator, decision.reason) == (post, sylvie, "Publicité cachée.")


def test_deciding_from_a_dialog(client_of, thread, post, sylvie):
    address = f"/moderation/post/{post.pk}/hide/"
    fragment = text_of(client_of(sylvie).get(address, **HTMX))
    assert "<html" not in fragment
    assert "Masquer le message" in fragment
    answer = client_of(sylvie).post(address, REASON, **HTMX)
    assert answer.status_code == 204
    assert "HX-Refresh" not in answer
    # What stands beside the stream does not change by itself.
    answer = client_of(sylvie).post(f"/moderation/thread/{thread.pk}/close/", REASON, **HTMX)
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_the_queue_is_shown_anew_after_a_decision(client_of, post, sylvie):
    address = f"/moderation/post/{post.pk}/hide/"
    answer = client_of(sylvie).post(address, REASON, HTTP_HX_CURRENT_URL="http://testserver/moderation/", **HTMX)
    assert answer["HX-Refresh"] == "true"


@pytest.mark.parametrize("reason", ["", "ab", "x" * 501])
def test_a_decision_says_why(client_of, post, sylvie, reason):
    for headers in ({}, HTMX):
        answer = client_of(sylvie).post(f"/moderation/post/{post.pk}/hide/", {"reason": reason}, **headers)
        assert answer.status_code == 422
    assert not Decision.objects.exists()


def test_someone_else_decided_first(client_of, post, sylvie):
    hide(sylvie, post)
    answer = client_of(sylvie).get(f"/moderation/post/{post.pk}/hide/")
    assert answer.status_code == 409
    assert "la même décision a déjà été prise" in text_of(answer)
    answer = client_of(sylvie).post(f"/moderation/post/{post.pk}/hide/", {"reason": "À garder."})
    assert answer.status_code == 409
    assert "À garder." in text_of(answer)
    assert Decision.objects.count() == 1


def test_the_first_message_leads_to_its_thread(client_of, thread, sylvie):
    answer = client_of(sylvie).get(f"/moderation/post/{thread.posts.get().pk}/hide/")
    assert answer.url == f"/moderation/thread/{thread.pk}/hide/"


def test_extra_fields_decide_nothing(client_of, post, sylvie, camille):
    extra = {"moderator": camille.pk, "kind": "show", "until": "2030-01-01", "undone_at": "2026-01-01", "thread": 1}
    client_of(sylvie).post(f"/moderation/post/{post.pk}/hide/", {**REASON, **extra})
    row = Decision.objects.get()
    assert (row.moderator, row.kind, row.until, row.undone_at, row.thread) == (sylvie, "hide", None, None, None)


# ---- Suspending ---------------------------------------------------------------------------


@pytest.mark.parametrize("days", [1, 7, 30])
def test_suspending_for_some_days(client_of, board, noe, sylvie, days):
    client_of(sylvie).post(f"/moderation/person/{noe.pk}/suspend/", {**REASON, "length": str(days)})
    left = User.objects.get(pk=noe.pk).suspended_until - timezone.now()
    assert timedelta(days=days, minutes=-2) < left <= timedelta(days=days)


def test_suspending_until_the_end_of_a_day(client_of, board, noe, sylvie):
    day = timezone.localdate() + timedelta(days=10)
    data = {**REASON, "length": "date", "date": day.isoformat()}
    assert client_of(sylvie).post(f"/moderation/person/{noe.pk}/suspend/", data).status_code == 302
    until = timezone.localtime(User.objects.get(pk=noe.pk).suspended_until)
    assert (until.date(), until.hour, until.minute) == (day, 23, 59)


@pytest.mark.parametrize(
    "wrong",
    [
        {"length": "date"},
        {"length": "date", "date": "hier"},
        {"length": "date", "date": "2020-01-01"},
        {"length": "date", "date": "9999-12-31"},
        {"length": "365"},
        {},
    ],
)
def test_a_suspension_has_a_sensible_end(client_of, board, noe, sylvie, wrong):
    answer = client_of(sylvie).post(f"/moderation/person/{noe.pk}/suspend/", {**REASON, **wrong})
    assert answer.status_code == 422
    assert User.objects.get(pk=noe.pk).suspended_until is None


def test_the_effect_of_a_suspension_is_spelled_out(client_of, board, noe, sylvie):
    page = text_of(client_of(sylvie).get(f"/moderation/person/{noe.pk}/suspend/"))
    for words in ("Cette personne peut encore tout lire", "1 jour", "7 jours", "30 jours", "Jusqu’à une date"):
        assert words in page


# ---- Queue and log ------------------------------------------------------------------------


def test_the_queue_groups_by_item(client_of, post, camille, lea, sylvie):
    flag(camille, post, "Propos déplacés.")
    flag(lea, post)
    page = text_of(client_of(sylvie).get("/moderation/"))
    for words in (
        "Signalé par 2 personnes",
        "Propos déplacés.",
        "Publicité cachée.",
        "Camille Gauthier",
        "Léa Bouchard",
    ):
        assert page.count(words) == 1, words
    assert post.body in page
    assert f"/moderation/post/{post.pk}/hide/" in page
    assert f"/moderation/post/{post.pk}/sans-suite/" in page


def test_the_queue_of_an_author_says_nothing_of_reports_about_them(client_of, board, lea, sylvie):
    flag(lea, make_thread(sylvie, board))
    page = text_of(client_of(sylvie).get("/moderation/"))
    assert "Publicité cachée." not in page
    assert "Rien à examiner" in page


def test_reporters_stay_unknown_to_authors(client_of, post, noe, lea, sylvie):
    flag(lea, post, "Propos déplacés de Noé.")
    hide(sylvie, post)
    page = text_of(client_of(noe).get("/notifications/"))
    assert "Hors sujet." in page
    assert "Léa Bouchard" not in page
    assert "Propos déplacés" not in page


def test_a_first_message_is_decided_with_its_thread(client_of, thread, lea, sylvie):
    flag(lea, thread.posts.get())
    page = text_of(client_of(sylvie).get("/moderation/"))
    assert f"/moderation/thread/{thread.pk}/hide/" in page
    assert f"/moderation/post/{thread.posts.get().pk}/hide/" not in page


def test_words_that_their_author_took_back_are_not_shown(client_of, message, noe, lea, omar):
    flag(lea, message)
    remove_message(by=noe, message=message)
    page = text_of(client_of(omar).get("/moderation/"))
    assert message.body not in page
    assert "Retiré par la personne" in page


def test_closing_without_action(client_of, post, lea, sylvie):
    flag(lea, post)
    browser, address = client_of(sylvie), f"/moderation/post/{post.pk}/sans-suite/"
    assert browser.get(address).status_code == 405
    assert browser.post(address).url == "/moderation/"
    assert "Classé sans suite." in text_of(browser.get("/moderation/"))
    assert "Quelqu’un a déjà traité" in text_of(browser.post(address, follow=True))
    assert Report.objects.get().handled_by == sylvie


def test_the_log_says_who_what_when_and_why(client_of, post, noe, sylvie, paul):
    decision = hide(sylvie, post)
    page = text_of(client_of(sylvie).get("/moderation/journal/"))
    for words in ("Sylvie Desrosiers", "a masqué un message", post.thread.title, "Hors sujet.", "Annuler"):
        assert words in page
    assert "Hors sujet." not in text_of(client_of(paul).get("/moderation/journal/"))
    answer = client_of(sylvie).post(f"/moderation/journal/{decision.pk}/annuler/")
    assert answer.url == "/moderation/journal/"
    page = text_of(client_of(sylvie).get("/moderation/journal/"))
    assert "annulée par Sylvie Desrosiers" in page
    assert f"/moderation/journal/{decision.pk}/annuler/" not in page


def test_undoing_twice_says_so(client_of, post, sylvie):
    decision = hide(sylvie, post)
    browser = client_of(sylvie)
    browser.post(f"/moderation/journal/{decision.pk}/annuler/")
    answer = browser.post(f"/moderation/journal/{decision.pk}/annuler/", follow=True)
    assert "Cette décision a déjà été annulée." in text_of(answer)


def test_what_was_put_right_otherwise_cannot_be_undone(client_of, post, sylvie):
    first = hide(sylvie, post)
    decide(moderator=sylvie, kind="show", target=post, reason="Erreur de ma part.")
    page = text_of(client_of(sylvie).get("/moderation/journal/"))
    assert f"/moderation/journal/{first.pk}/annuler/" not in page


def queries_of(browser, address):
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len([q for q in queries if not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))])


@pytest.mark.parametrize("who", ["sylvie", "administrator"])
@pytest.mark.parametrize("address", ["/moderation/", "/moderation/journal/"])
def test_queries_are_few_and_constant(request, client_of, thread, room, noe, lea, administrator, address, who):
    def one_more():
        post, message = make_post(thread, noe), make_message(room, noe)
        for target in (post, message):
            flag(lea, target)
            hide(administrator, make_post(thread, noe))
        flag(make_user(f"Ex{post.pk} Emple"), noe)

    one_more()
    browser = client_of(request.getfixturevalue(who))
    browser.get(address)
    few = queries_of(browser, address)
    for _ in range(14):
        one_more()
    assert queries_of(browser, address) == few
    assert few <= 12


@pytest.mark.parametrize("what", ["thread", "post", "message", "person"])
def test_the_page_of_a_decision_costs_few_queries(client_of, targets, noe, sylvie, omar, what):
    target, kind = targets[what], "suspend" if what == "person" else "hide"
    browser, address = (
        client_of(omar if what == "message" else sylvie),
        f"/moderation/{what}/{targets[what].pk}/{kind}/",
    )
    browser.get(address)
    few = queries_of(browser, address)
    for n in range(10):
        flag(make_user(f"Ex{n} Emple"), target)
        hide(sylvie, make_post(targets["thread"], noe))
    assert queries_of(browser, address) == few
    assert few <= 12
