import pytest
from django.core.management import call_command

from demo.management.commands.load_demo import Command
from tests.demo import urls


@pytest.fixture
def demo_mode(settings):
    settings.DEMO = True
    settings.ROOT_URLCONF = urls.__name__


@pytest.fixture
def demo(db, demo_mode):
    """The demo content, loaded by its command."""
    call_command(Command(), verbosity=0)
