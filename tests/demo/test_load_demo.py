import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from demo.accounts import ACCOUNTS, PASSWORD
from demo.management.commands.load_demo import Command
from forum.models import Board
from tests.build import make_board

pytestmark = [pytest.mark.slow, pytest.mark.once]


def test_it_is_quick_and_says_whom_to_sign_in_as(db, demo_mode):
    # Processor time: what else the machine does is no part of it.
    start, said = time.process_time(), StringIO()
    call_command(Command(), stdout=said)
    assert time.process_time() - start < 20
    assert all(email in said.getvalue() for email, _who in ACCOUNTS) and PASSWORD in said.getvalue()


def test_it_never_mixes_with_what_is_there(db, demo_mode):
    make_board()
    with pytest.raises(CommandError, match="holds content already"):
        call_command(Command())
    assert (Board.objects.count(), User.objects.count()) == (1, 0)


def test_public_passwords_stay_in_demo_mode(db, settings):
    assert not settings.DEMO
    with pytest.raises(CommandError, match="demo mode only"):
        call_command(Command())
    assert not User.objects.exists()
