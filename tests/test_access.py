"""Every address answers every kind of reader as declared in access.py; one that is not declared fails the build."""

from copy import deepcopy
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.access import READERS, make_people, make_world, rows
from tests.build import make_company, make_user

# One worker makes the site that they share.
pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.xdist_group("access")]


FORMS = {
    "forum:reply": {"body": "Lame à 80 dents."},
    "forum:edit_post": {"body": "Lame à 100 dents."},
    "forum:trials": {"outcome": "worked", "text": "Deux lames, six mois."},
    "forum:vote": {"useful": "yes"},
    "forum:mark_answer": {"mark": "accepted"},
    "forum:mark_read": {"number": 1},
    "forum:watch": {"watch": "following"},
    "chat:send": {"body": "Le four est à 480 °C."},
    "chat:edit_message": {"body": "Le four est à 490 °C."},
    "chat:mark_read": {"number": 1},
    "chat:react": {"kind": "done"},
    "chat:choose_level": {"level": "nothing"},
    "content:preview": {"body": "Une *lame*."},
    "accounts:set_language": {"language": "en-ca"},
    "accounts:set_theme": {"theme": "dark"},
    "accounts:verify_company": {"verified": "1"},
    "accounts:invite": {"language": "fr-ca"},
    "moderation:report": {"reason": "Hors sujet."},
    "moderation:decide": {"reason": "Hors sujet."},
    "moderation:look": {"reason": "Menace."},
}


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """Return ({reader: browser}, {word: arguments}); each test leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        fjord = make_company("Extrusions du Fjord")
        camille, sylvie = make_user("Camille Gauthier", company=fjord), make_user("Sylvie Desrosiers")
        world = make_world(camille, fjord, sylvie, make_user("Noé Tremblay"))
        people = make_people(fjord, sylvie, camille)
        browsers = {reader: Client() for reader in people}
        for reader, person in people.items():
            if person:
                browsers[reader].force_login(person)
        yield browsers, world
        transaction.set_rollback(True)


def answer_of(browser, method, name, arguments):
    """Ask, and leave everything as it was: it may sign out, or choose another language."""
    address, kept = reverse(name, args=arguments), deepcopy(browser.cookies)
    with transaction.atomic():
        if method == "GET":
            answer = browser.get(address)
        else:
            answer = browser.post(address, {"client_id": uuid4(), **FORMS.get(name, {})})
        transaction.set_rollback(True)
    browser.cookies = kept
    if answer.status_code == 302 and answer.url.startswith(reverse("account_login")):
        return "in"
    return str(answer.status_code)


@pytest.mark.parametrize("reader", READERS)
def test_each_reader_gets_what_is_declared(site, db, reader):
    browsers, world = site
    column, wrong = READERS.index(reader), {}
    for method, name, word, answers in rows():
        got = answer_of(browsers[reader], method, name, world[word])
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
def test_the_admin_is_for_administrators(site, db, reader):
    browsers, _world = site
    for name in ("admin:index", "admin:forum_board_changelist", "admin:accounts_user_changelist"):
        answer = browsers[reader].get(reverse(name))
        assert answer.status_code == (200 if reader == "administrator" else 302)
