"""Diane plans sessions for a partner; Camille, Noé and Léa come to them."""

from datetime import timedelta

import pytest

from networking.live_actions import enter
from networking.models import Session
from networking.table_actions import add_table
from tests.build import make_company, make_session, make_user, register

TABLES_FIRST = [
    {"kind": kind, "minutes": minutes, "title_fr": "", "title_en": ""}
    for kind, minutes in (("tables", 30), ("closing", 30))
]
SAID = {"topic_fr": "Ébavurage", "topic_en": "", "seats": 2, "video_url": ""}  # of a table


@pytest.fixture
def partner(db):
    return make_company("Réseau Métal", is_partner=True)


@pytest.fixture
def diane(partner):
    return make_user("Diane Simard", company=partner)


@pytest.fixture
def session(diane, partner):
    return make_session(diane, partner=partner)


@pytest.fixture
def on(diane, partner, camille, noe, lea):
    """A session whose tables are on since five minutes; Diane hosts it, all four are there."""
    session = make_session(diane, partner=partner, agenda=TABLES_FIRST, starts_in=-timedelta(minutes=5))
    for person in (camille, noe, lea):
        register(person, session)
    for person in (diane, camille, noe, lea):
        enter(person=person, session=session)
    return Session.objects.get(pk=session.pk)


@pytest.fixture
def table(on, diane):
    """A table of two seats."""
    return add_table(by=diane, session=on, **SAID)
