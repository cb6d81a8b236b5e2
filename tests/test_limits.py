"""What one person may do so often: of requests at the same moment, those past the limit are refused."""

import pytest

from accounts.companies import actions as companies
from chat import group_actions as groups
from content import actions as files
from content import drafts
from tests.at_once import at_once
from tests.build import make_attachment, make_board, make_company, make_group_room, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def refused(calls):
    outcomes = at_once(*calls)
    return [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)]


def test_groups(camille, monkeypatch):
    monkeypatch.setattr(groups, "MOST_GROUPS_A_DAY", 1)
    calls = [lambda: groups.make_group(by=camille, name="Achats", description="")] * 4
    assert refused(calls) == [groups.TooFast] * 3


def test_invitations_into_groups(camille, monkeypatch):
    rooms = [make_group_room(camille, name=f"Groupe {n}") for n in range(4)]
    people = [make_user(f"Membre{n} Roy") for n in range(4)]
    monkeypatch.setattr(groups, "MOST_INVITED_A_DAY", 1)
    pairs = zip(rooms, people, strict=True)
    calls = [lambda room=room, one=one: groups.invite(by=camille, room=room, people=[one]) for room, one in pairs]
    assert refused(calls) == [groups.TooFast] * 3


def test_files(camille, monkeypatch):
    monkeypatch.setattr(files, "MOST_A_DAY", 1)
    assert refused([lambda: make_attachment(camille, kind="pdf")] * 4) == [files.TooMany] * 3


def test_drafts(camille, monkeypatch):
    places = [make_board(slug=f"b{n}").topic for n in range(4)]
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 1)
    calls = [lambda place=place: drafts.save_draft(person=camille, place=place, body="Début") for place in places]
    assert refused(calls) == [drafts.TooManyDrafts] * 3


def test_invitations_to_companies(camille, fjord, monkeypatch):
    monkeypatch.setattr(companies, "MOST_INVITATIONS", 1)
    assert refused([lambda: companies.invite(by=camille, company=fjord)] * 4) == [companies.TooMany] * 3


def test_requests_to_companies(noe, monkeypatch):
    asked = [make_company(f"Usine {n}") for n in range(4)]
    monkeypatch.setattr(companies, "MOST_REQUESTS", 1)
    calls = [lambda company=company: companies.ask_to_join(person=noe, company=company) for company in asked]
    assert refused(calls) == [companies.TooMany] * 3
