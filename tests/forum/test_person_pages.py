"""What one person wrote, as others may see it: by the person's choice, then by what each reader may read."""

import pytest
from django.urls import reverse

from accounts.models import User
from content.templatetags.ui import excerpt
from forum.moderating.actions import hide_post, hide_thread
from tests.build import make_board, make_post, make_thread

pytestmark = pytest.mark.django_db

PAGES = ("forum:person_threads", "forum:person_posts")


def pages_of(browser, person):
    """Return the two lists as (status, page)."""
    answers = [browser.get(reverse(name, args=[person.pk])) for name in PAGES]
    return [(answer.status_code, answer.content.decode()) for answer in answers]


def statuses(browser, person):
    return [status for status, _page in pages_of(browser, person)]


def titles(browser, person):
    """Return the titles that either list shows, each once."""
    shown = "".join(page for _status, page in pages_of(browser, person))
    return sorted(title for title in ("Public", "Membres", "Comité", "Caché") if f">{title}</a>" in shown)


def choose(person, audience):
    User.objects.filter(pk=person.pk).update(writing_shown_to=audience)


@pytest.fixture
def written(camille, sylvie):
    """One thread of Camille's for each sort of reader."""
    private = make_board(readable_by="groups", writable_by="groups", moderators=[camille, sylvie])
    make_thread(camille, make_board(), title="Public")
    make_thread(camille, make_board(readable_by="members"), title="Membres")
    make_thread(camille, private, title="Comité")
    hidden = make_thread(camille, make_board(moderators=[sylvie]), title="Caché")
    hide_thread(by=sylvie, thread=hidden)


@pytest.mark.parametrize(
    ("audience", "guest", "member"), [("everyone", 200, 200), ("members", 404, 200), ("nobody", 404, 404)]
)
def test_its_owner_chooses_who_sees_the_list(client, client_of, camille, noe, written, audience, guest, member):
    choose(camille, audience)
    assert statuses(client, camille) == [guest] * 2
    assert statuses(client_of(noe), camille) == [member] * 2
    assert statuses(client_of(camille), camille) == [200] * 2
    link = reverse("forum:person_threads", args=[camille.pk])
    assert (link in client_of(noe).get(camille.get_absolute_url()).content.decode()) == (member == 200)


def test_each_reader_finds_what_they_may_read_and_no_more(client, client_of, camille, noe, sylvie, written):
    choose(camille, "everyone")
    assert titles(client, camille) == ["Public"]
    assert titles(client_of(noe), camille) == ["Membres", "Public"]
    assert titles(client_of(sylvie), camille) == ["Comité", "Membres", "Public"]


def test_a_hidden_post_is_in_no_list(client_of, camille, noe, sylvie, board):
    thread = make_thread(noe, board, title="De Noé")
    post = make_post(thread, camille, "Des mots de trop")
    make_post(thread, camille, "Une lame neuve")
    hide_post(by=sylvie, post=post)
    for reader in (noe, sylvie, camille):
        _threads, (_status, page) = pages_of(client_of(reader), camille)
        assert "Une lame neuve" in page and "Des mots de trop" not in page


def test_the_lists_hold_nobody_elses_words(client_of, camille, noe, board):
    thread = make_thread(camille, board, title="De Camille")
    make_post(thread, noe, "Réponse de Noé")
    (_status, threads), (_status, posts) = pages_of(client_of(camille), noe)
    assert ">De Camille</a>" not in threads
    assert "Réponse de Noé" in posts and "Qui a déjà scié" not in posts


def test_long_lists_turn_their_pages(client_of, camille, noe, thread):
    for number in range(31):
        make_post(thread, noe, f"Essai numéro {number} de la lame")
    page = reverse("forum:person_posts", args=[noe.pk])
    browser = client_of(camille)
    first = browser.get(page)
    assert "Essai numéro 30 de" in first.content.decode() and "Essai numéro 0 de" not in first.content.decode()
    older = browser.get(page + first.context["page"].older).content.decode()
    assert "Essai numéro 0 de" in older and older.count("written-row") == 1


def test_closed_accounts_have_no_list(client, client_of, camille, noe, written):
    choose(noe, "everyone")
    User.objects.filter(pk=noe.pk).update(is_active=False)
    assert statuses(client, noe) == statuses(client_of(camille), noe) == [404, 404]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>Une lame &amp; un <b>bain</b>.</p>\n", "Une lame & un bain."),
        ("<p>a</p>\n<p>b</p>", "a b"),
        ("", ""),
        ("&lt;script&gt;", "<script>"),
        ("<p>" + "mot " * 3000 + "</p>", "mot " * 54 + "mot…"),
        ("<p>" + "a" * 2000 + '<a href="' + "x" * 4000 + '">b</a></p>', "a" * 219 + "…"),
    ],
)
def test_an_excerpt_is_plain_and_short(html, said):
    assert excerpt(html) == said


def test_an_excerpt_shows_typed_markup_inert(client_of, camille, noe, thread):
    make_post(thread, noe, "Le signe `<script>alert(1)</script>`")
    page = client_of(camille).get(reverse("forum:person_posts", args=[noe.pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page
