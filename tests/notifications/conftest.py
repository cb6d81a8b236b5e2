"""Letters: a mail server that keeps them, and a Tuesday morning in Quebec on which they leave."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests.notifications.mail_server import mail_server

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # 10:00 in Quebec


@pytest.fixture
def mailbox(settings):
    with mail_server(settings) as mailbox:
        yield mailbox


@pytest.fixture
def clock():
    with time_machine.travel(TUESDAY, tick=True) as clock:
        yield clock
