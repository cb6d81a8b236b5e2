"""Diane plans sessions for a partner; Camille, Noé and Léa come to them."""

import pytest

from tests.build import make_company, make_session, make_user


@pytest.fixture
def partner(db):
    return make_company("Réseau Métal", is_partner=True)


@pytest.fixture
def diane(partner):
    return make_user("Diane Simard", company=partner)


@pytest.fixture
def session(diane, partner):
    return make_session(diane, partner=partner)
