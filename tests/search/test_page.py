"""The page of the search: what it shows, what it counts, what it refuses."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.models import Post, Thread
from forum.questions.actions import mark_answer
from search.finding import MOST_COUNTED
from search.pages import said
from tests.build import make_board, make_company, make_message, make_post, make_tag, make_thread, make_user

ADDRESS = "/recherche/"
MOST_QUESTIONS = 21  # each of the six kinds is asked for its rows, each facet for its names


def words_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def titles_on(answer):
    return [re.sub(r"<[^>]+>", "", title) for title in re.findall(r"<h2><a [^>]*>(.*?)</a>", answer.content.decode())]


def tabs_on(answer):
    return dict(re.findall(r">([^<>]+?) <span class=\"tab-count\">([^<]+)<", answer.content.decode()))


def test_without_words_it_says_what_can_be_found(client_of, camille):
    answer = client_of(camille).get(ADDRESS)
    assert answer.status_code == 200
    assert "une seule recherche" in words_of(answer)


def test_words_are_marked_in_titles_and_excerpts(client_of, board, camille):
    make_thread(camille, board, title="Quelle lame?", body="Bla " * 90 + "nos lames & <i>barres</i> bavent.")
    html = client_of(None).get(ADDRESS, {"q": "lame"}).content.decode()
    assert "Quelle <mark>lame</mark>?" in html
    assert "nos <mark>lames</mark> &amp;" in html


def test_what_people_wrote_is_shown_as_text(client_of, board, camille):
    make_thread(camille, board, title="Lame <script>alert(1)</script>", body="`<img src=x onerror=alert(1)>` lame")
    html = client_of(None).get(ADDRESS, {"q": "lame <script>"}).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;<mark>script</mark>&gt;" in html


def test_tabs_count_each_kind_and_narrow_to_it(client_of, thread, noe):
    make_post(thread, noe, "Une lame.")
    make_company("Lames du Nord")
    answer = client_of(noe).get(ADDRESS, {"q": "lame"})
    assert tabs_on(answer) == {"Tout": "2", "Fils": "1", "Messages": "1", "Entreprises": "1"}
    assert sorted(titles_on(answer)) == ["Lames du Nord", "Quelle lame pour le 7075?"]
    assert titles_on(client_of(noe).get(ADDRESS, {"q": "lame", "type": "company"})) == ["Lames du Nord"]


def test_choices_narrow_and_keep_the_words(client_of, camille, noe, board):
    other, tag = make_board(name_fr="Soudage"), make_tag("sciage")
    make_thread(camille, board, title="Lame A", tags=[tag])
    make_thread(noe, other, title="Lame B")
    old = make_thread(noe, other, title="Lame C")
    Thread.objects.filter(pk=old.pk).update(created_at=timezone.now() - timezone.timedelta(days=400))
    Post.objects.filter(thread=old).update(created_at=timezone.now() - timezone.timedelta(days=400))
    browser = client_of(noe)
    for choice, titles in (
        ({}, ["Lame A", "Lame B", "Lame C"]),
        ({"board": other.slug}, ["Lame B", "Lame C"]),
        ({"tag": tag.slug}, ["Lame A"]),
        ({"author": camille.pk}, ["Lame A"]),
        ({"since": "year"}, ["Lame A", "Lame B"]),
        ({"board": other.slug, "since": "week"}, ["Lame B"]),
        ({"board": "absent"}, []),
        ({"author": "x"}, []),
        ({"since": "x", "type": "x", "page": "x"}, ["Lame A", "Lame B", "Lame C"]),
    ):
        answer = browser.get(ADDRESS, {"q": "lame", **choice})
        assert (sorted(titles_on(answer)), 'value="lame"' in answer.content.decode()) == (titles, True), choice
    assert "selected>Soudage" in browser.get(ADDRESS, {"q": "lame", "board": other.slug}).content.decode()


def test_pages_of_twenty(client_of, board, camille):
    for number in range(25):
        make_thread(camille, board, title=f"Lame {number}")
    browser = client_of(None)
    first, second = (browser.get(ADDRESS, {"q": "lame", "page": page}) for page in (1, 2))
    assert (len(titles_on(first)), len(titles_on(second))) == (20, 5)
    assert not set(titles_on(first)) & set(titles_on(second))
    assert titles_on(browser.get(ADDRESS, {"q": "lame", "page": 999})) == titles_on(second)
    assert 'href="?q=lame&amp;page=2"' in first.content.decode()


def test_counts_end_at_five_hundred():
    assert (said(0), said(MOST_COUNTED - 1), said(MOST_COUNTED)) == ("0", "499", "500+")


def test_nothing_found_says_what_to_do(client_of, camille):
    assert "Rien trouvé pour" in words_of(client_of(camille).get(ADDRESS, {"q": "zzyzx"}))


def test_a_correction_is_told(client_of, thread, noe):
    make_thread(noe, thread.board, title="Souder l’aluminium", body="?")
    answer = client_of(noe).get(ADDRESS, {"q": "alumnium"})
    assert "Voici ce qui a été trouvé" in words_of(answer)
    assert titles_on(answer) == ["Souder l’aluminium"]


@pytest.mark.parametrize("typed", ["a" * 201, "mot " * 3000, " ".join(f"m{n}" for n in range(21)), "le la pour", "***"])
def test_what_no_search_takes_is_refused_with_the_words_kept(client_of, camille, typed):
    answer = client_of(camille).get(ADDRESS, {"q": typed})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert typed[:200].strip() in html.replace("&#x27;", "'")
    assert 'id="id_q_error"' in html


@pytest.mark.parametrize(
    "typed",
    [
        '"lame',
        "'lame",
        "lame\\",
        "lame'::tsquery",
        "lame & | ! ( <->",
        "lame:*",
        "lame*",
        "lame NEAR(barre, 3)",
        "title: lame",
        "^lame -barre +lame",
        "lame AND OR NOT",
        "{title}: lame",
        "%lame% _",
        "lame; DROP TABLE search_post",
        "⑴ ¼ lame",
        "\ud800lame".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
        "𝐥𝐚𝐦𝐞",
    ],
)
def test_signs_of_query_languages_are_no_more_than_signs(client_of, thread, typed):
    answer = client_of(None).get(ADDRESS, {"q": typed})
    assert (answer.status_code, titles_on(answer)) == (200, ["Quelle lame pour le 7075?"])


def test_nul_is_a_bad_request(client_of, db):
    assert client_of(None).get(f"{ADDRESS}?q=lame%00").status_code == 400


def test_it_is_read_only(client_of, db):
    assert client_of(None).post(ADDRESS, {"q": "lame"}).status_code == 405


def test_the_widest_search_asks_few_questions(client_of, camille, noe, thread, room):
    make_post(thread, noe, "Boréal.")
    make_thread(camille, thread.board, title="Boréal", tags=[make_tag()])
    make_company("Forges Boréal")
    make_user("Denis Boréal")
    make_message(room, noe, "Boréal.")
    browser = client_of(camille)
    browser.get(ADDRESS)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(ADDRESS, {"q": "boreal"})
    assert len(tabs_on(answer)) == 6
    assert len([query for query in asked if "SELECT" in query["sql"]]) <= MOST_QUESTIONS, "\n".join(
        q["sql"][:130] for q in asked
    )


def test_solved_questions_alone(client_of, camille, noe, board):
    make_thread(camille, board, title="Lame sans réponse")
    solved = make_thread(camille, board, title="Lame trouvée")
    mark_answer(by=camille, post=make_post(solved, noe, "La 80 dents."), mark="accepted")
    browser = client_of(noe)
    assert "Questions résolues (1)" in words_of(browser.get(ADDRESS, {"q": "lame"}))
    assert titles_on(browser.get(ADDRESS, {"q": "lame", "solved": "yes"})) == ["Lame trouvée"]
    assert titles_on(browser.get(ADDRESS, {"q": "lame", "solved": "x"})) == []
