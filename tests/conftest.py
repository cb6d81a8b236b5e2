"""The cast: Camille and Noé are members, Léa is a stranger to them, Sylvie moderates the board."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

from config.catalogues import compile_catalogues
from search import registry
from search.stores import store
from tests.access import make_people, make_world
from tests.build import make_board, make_company, make_room, make_thread, make_user


def pytest_configure():
    """Pages are tested in French also when pytest is started by hand."""
    compile_catalogues()


def pytest_collection_modifyitems(items):
    """Begin with what waits longest: several workers share the tests, and the last one must not run alone."""
    items.sort(key=lambda item: (item.path.parent.name != "reliability", item.get_closest_marker("slow") is None))


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    """Threads of sockets keep their connections to the end: PostgreSQL would not drop the database under them.

    The tables of the search are no model's: only migrations make them.
    """
    if request.config.option.nomigrations:
        with django_db_blocker.unblock():
            for kind in registry.kinds.values():
                store().create(kind.name, bool(kind.titled))
    yield
    if connection.vendor == "postgresql":
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        others += " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(others)


@pytest.fixture(autouse=True)
def empty_cache():
    """Paces and limits of one test must not slow the next, nor its pages show there."""
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def fjord(db):
    return make_company("Extrusions du Fjord", region="Saguenay–Lac-Saint-Jean", town="Saguenay")


@pytest.fixture
def camille(db, fjord):
    return make_user("Camille Gauthier", role="Directrice de production", company=fjord)


@pytest.fixture
def noe(db):
    return make_user("Noé Tremblay")


@pytest.fixture
def lea(db):
    return make_user("Léa Bouchard")


@pytest.fixture
def sylvie(db):
    return make_user("Sylvie Desrosiers")


@pytest.fixture
def board(sylvie):
    return make_board(moderators=[sylvie])


@pytest.fixture
def thread(board, camille):
    """A question of Camille's, without a reply."""
    return make_thread(camille, board)


@pytest.fixture
def room(db):
    return make_room()


@pytest.fixture
def client_of():
    """Return a signed-in browser of this person, a guest's for None."""

    def client_of(person):
        browser = Client()
        if person:
            browser.force_login(person)
        return browser

    return client_of


@pytest.fixture
def world(camille, fjord, sylvie, noe):
    """Return {word: arguments} for the addresses of the table of access, written by Camille."""
    return make_world(camille, fjord, sylvie, noe)


@pytest.fixture
def people(world, fjord, sylvie, camille):
    """Return {reader: person} of the table of access."""
    return make_people(fjord, sylvie, camille)
