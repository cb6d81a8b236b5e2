"""What waits for moderators and what they decided: grouped, discreet, at a constant cost."""

import pytest

from chat.actions import remove_message
from moderation.actions import decide
from moderation.models import Report
from tests.build import make_message, make_post, make_thread, make_user
from tests.moderation.asking import flag, hide, queries_of, text_of


def test_the_queue_groups_by_item(client_of, post, camille, lea, sylvie):
    flag(camille, post, "Propos déplacés.")
    flag(lea, post)
    page = text_of(client_of(sylvie).get("/moderation/"))
    for words in (
        "Signalé par 2 personnes",
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


def test_what_a_profile_shows_to_nobody_is_not_shown_here(client_of, noe, lea, sylvie, administrator):
    type(noe).objects.filter(pk=noe.pk).update(role="Soudeur discret", about="Ma vie privée.")
    flag(lea, noe)
    browser, pages = client_of(administrator), ("/moderation/", f"/moderation/person/{noe.pk}/suspend/")
    assert all("Soudeur discret" in text_of(browser.get(page)) for page in pages)
    type(noe).objects.filter(pk=noe.pk).update(role_shown_to="nobody", about_shown_to="nobody")
    for page in pages:
        shown = text_of(browser.get(page))
        assert "Soudeur discret" not in shown and "Ma vie privée." not in shown
    assert "Ce profil ne montre rien aux membres." in text_of(browser.get("/moderation/"))


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


@pytest.mark.parametrize("who", ["sylvie", "administrator"])
@pytest.mark.parametrize("address", ["/moderation/", "/moderation/journal/"])
@pytest.mark.slow
@pytest.mark.once
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
@pytest.mark.slow
@pytest.mark.once
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
