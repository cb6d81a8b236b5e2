import pytest
from django.db import transaction
from django.test import override_settings

from demo.loader import load
from tests.demo import urls


@pytest.fixture
def demo_mode(settings):
    settings.DEMO = True
    settings.ROOT_URLCONF = urls.__name__


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo content, loaded once for the tests of a module; each leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEMO=True, ROOT_URLCONF=urls.__name__):
            yield load()
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    """The demo content, for a test that may change it."""
