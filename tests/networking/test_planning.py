"""A partner plans a session, changes it, publishes it, calls it off; nobody else does."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from content.text import Changed, digest
from networking.actions import cancel_session, change_session, publish_session
from networking.models import Session
from notifications.models import Notification
from tests.build import make_company, make_session, make_user, register


def said(session, **changed):
    """Return what the form of a session sends when only this was changed in it."""
    fields = "title_fr title_en description_fr description_en partner starts_at time_zone capacity by_approval audience"
    return {
        **{name: getattr(session, name) for name in [*fields.split(), "video_url"]},
        "hosts": list(session.hosts.all()),
        "groups": list(session.groups.all()),
        "agenda": list(session.segments.values("kind", "minutes", "title_fr", "title_en")),
        "seen": digest(session.words),
        **changed,
    }


def seen_by(*people):
    return [Session.objects.visible_to(person).count() for person in people]


def test_a_draft_is_for_those_who_plan_it_alone(diane, partner, camille):
    colleague, host = make_user("Carl Roy", company=partner), make_user("Hugo Roy")
    make_session(diane, partner=partner, published=False, hosts=[host])
    assert seen_by(diane, colleague, host, camille) == [1, 1, 1, 0]


def test_it_is_shown_to_its_audience(diane, partner, camille, noe):
    group = Group.objects.create(name="Fonderies")
    camille.groups.add(group)
    guest, readers = AnonymousUser(), []
    for audience, groups in (("everyone", []), ("members", []), ("groups", [group])):
        session = make_session(diane, partner=partner, audience=audience, groups=groups)
        readers.append(
            [Session.objects.visible_to(who).filter(pk=session.pk).exists() for who in (guest, noe, camille, diane)]
        )
    assert readers == [[True] * 4, [False, True, True, True], [False, False, True, True]]


def test_it_ends_with_its_last_part(diane, partner):
    parts = [
        {"kind": kind, "minutes": minutes, "title_fr": "", "title_en": ""}
        for kind, minutes in (("talk", 20), ("tables", 40))
    ]
    session = make_session(diane, partner=partner, agenda=parts)
    assert session.ends_at - session.starts_at == timedelta(hours=1)
    assert [(part.position, part.kind) for part in session.segments.all()] == [(0, "talk"), (1, "tables")]


def test_only_partners_plan_and_only_for_themselves(camille, diane, partner):
    other = make_company("Fonds Fusion", is_partner=True)
    for by, of in ((camille, partner), (diane, other)):
        with pytest.raises(PermissionDenied):
            make_session(by, partner=of)
    assert not Session.objects.exists()


def test_who_does_not_manage_it_changes_nothing(session, camille):
    for refused in (
        lambda: change_session(by=camille, session=session, **said(session, title_fr="À nous")),
        lambda: publish_session(by=camille, session=session),
        lambda: cancel_session(by=camille, session=session),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    session.refresh_from_db()
    assert (session.title_fr, session.cancelled_at) == ("Automatiser sa première cellule", None)


def test_a_host_changes_it_but_gives_it_to_no_other_partner(session, diane):
    host = make_user("Hugo Roy")
    session = change_session(by=diane, session=session, **said(session, hosts=[host]))
    session = change_session(by=host, session=session, **said(session, title_fr="Première cellule"))
    with pytest.raises(PermissionDenied):
        change_session(by=diane, session=session, **said(session, partner=make_company("Autre", is_partner=True)))
    session.refresh_from_db()
    assert (session.title_fr, session.partner.name) == ("Première cellule", "Réseau Métal")


def test_words_of_someone_else_are_not_overwritten_unseen(session, diane):
    mine = said(session, title_fr="La mienne")
    change_session(by=diane, session=session, **said(session, title_fr="La leur"))
    with pytest.raises(Changed):
        change_session(by=diane, session=session, **mine)


def test_other_hours_are_told_to_those_who_come_and_other_words_are_not(session, diane, camille, noe):
    register(camille, session)
    session.refresh_from_db()
    session = change_session(by=diane, session=session, **said(session, title_fr="Deux cellules"))
    assert not Notification.objects.exists()
    later = session.starts_at + timedelta(hours=1)
    change_session(by=diane, session=session, **said(session, starts_at=later))
    assert [(row.recipient, row.kind, row.data) for row in Notification.objects.all()] == [
        (camille, "session_changed", {"what": "hours"})
    ]


def test_a_cancelled_one_says_so_to_those_who_come_and_stays(session, diane, camille, lea):
    register(camille, session)
    host = make_user("Hugo Roy")
    session.hosts.add(host)
    cancel_session(by=diane, session=session)
    assert {row.recipient for row in Notification.objects.filter(kind="session_changed")} == {camille, host}
    assert seen_by(lea) == [1]
    with pytest.raises(PermissionDenied):
        cancel_session(by=diane, session=session)


def test_one_whose_hours_are_past_is_not_published(diane, partner):
    session = make_session(diane, partner=partner, starts_in=-timedelta(days=1), published=False)
    with pytest.raises(PermissionDenied):
        publish_session(by=diane, session=session)


def test_more_places_go_to_those_who_wait(diane, partner, camille, noe, lea):
    session = make_session(diane, partner=partner, capacity=1)
    states = [register(person, session) for person in (camille, noe, lea)]
    session.refresh_from_db()
    change_session(by=diane, session=session, **said(session, capacity=2))
    for registration in states:
        registration.refresh_from_db()
    assert [registration.state for registration in states] == ["confirmed", "confirmed", "waiting"]


@pytest.mark.parametrize("wrong", [{"capacity": 0}, {"agenda": []}])
def test_the_database_holds_what_the_form_asks(diane, partner, wrong):
    with pytest.raises(IntegrityError):
        make_session(diane, partner=partner, **wrong)


def test_it_is_found_by_its_words_as_they_are_now(session, diane, client_of):
    change_session(by=diane, session=session, **said(session, title_fr="Ébavurer", title_en="Deburring cells"))
    french, english = (
        client_of(None).get("/recherche/", {"q": word}).content.decode() for word in ("ebavurage", "deburring")
    )
    assert "<mark>Ébavurer</mark>" in french
    assert session.get_absolute_url() in english
    assert "found-row" not in client_of(None).get("/recherche/", {"q": "première"}).content.decode()
