"""Keeping in touch with someone one met: private until both wish it, then their cards are exchanged."""

from datetime import timedelta

import pytest
import vobject
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from accounts.actions import close_account
from chat.models import Room
from content.text import Changed, digest
from networking import jobs
from networking.contact_actions import keep_contact, take_back, write_note
from networking.live_actions import enter
from networking.models import ContactWish, Session
from notifications.models import Notification
from tests.at_once import at_once
from tests.build import make_company, make_session, make_user, register, sit_together


@pytest.fixture
def met(diane, partner, camille, noe):
    """A session where Camille and Noé have met, at a table."""
    session = make_session(diane, partner=partner, starts_in=-timedelta(minutes=5))
    for person in (camille, noe):
        register(person, session)
        enter(person=person, session=session)
    sit_together(session, camille, noe)
    return session


@pytest.fixture
def contact(met, camille, noe):
    """Camille's contact with Noé."""
    keep_contact(person=noe, other=camille, session=met)
    return keep_contact(person=camille, other=noe, session=met)


def told(person):
    return Notification.objects.filter(recipient=person, kind="contact_exchanged").count()


def page(browser, name, *args):
    return browser.get(reverse(name, args=args)).content.decode()


def press(browser, session, other, **said):
    return browser.post(reverse("networking:keep", args=[session.pk, other.pk]), said)


def test_one_alone_leaves_no_trace_for_the_other(met, client_of, camille, noe):
    browser, seen = client_of(noe), ("networking:met", met.pk)
    before, version = page(browser, *seen), Session.objects.get(pk=met.pk).version
    press(client_of(camille), met, noe)
    assert ContactWish.objects.count() == 1
    assert without_tokens(page(browser, *seen)) == without_tokens(before)
    assert "Camille" not in page(browser, "contacts:list")
    assert Session.objects.get(pk=met.pk).version == version
    assert (told(camille), told(noe)) == (0, 0)


def without_tokens(html):
    return [line for line in html.splitlines() if "csrf" not in line and "nonce" not in line]


def test_both_exchange_their_cards_and_are_told_once(contact, met, client_of, camille, noe):
    keep_contact(person=camille, other=noe, session=met)
    assert (told(camille), told(noe)) == (1, 1)
    assert noe.email in page(client_of(camille), "contacts:list")
    assert camille.email in page(client_of(noe), "contacts:list")
    assert "Noé Tremblay" in page(client_of(camille), "notifications:list")


def test_contacts_talk_in_a_room_of_two_until_one_takes_it_back(contact, met, client_of, camille, noe, lea):
    address = reverse("chat:open_direct", args=[noe.pk])
    browser = client_of(camille)
    assert address in page(browser, "contacts:list")
    answer = browser.post(address)
    assert answer.status_code == 302
    room = Room.objects.get(direct_key__isnull=False)
    assert (answer.url, set(room.people.all())) == (room.get_absolute_url(), {camille, noe})
    take_back(person=noe, other=camille)
    assert address not in page(browser, "contacts:list")
    assert browser.get(room.get_absolute_url()).status_code == 200  # what was said there stays theirs
    assert browser.post(reverse("chat:open_direct", args=[lea.pk])).status_code == 403


def test_only_who_met_there_may_wish_it(met, diane, camille, lea):
    register(lea, met)
    for person in (diane, lea):
        enter(person=person, session=met)
    for other in (diane, lea, camille):
        with pytest.raises(PermissionDenied):
            keep_contact(person=camille, other=other, session=met)
    with pytest.raises(PermissionDenied):
        keep_contact(person=lea, other=camille, session=met)
    assert not ContactWish.objects.exists()


def test_an_outsider_finds_no_switch(met, client_of, camille, lea):
    assert press(client_of(lea), met, camille).status_code == 404
    assert press(client_of(camille), met, lea).status_code == 403


def test_the_switch_says_what_is_wished_and_comes_back_alone(met, client_of, camille, noe):
    browser, address = client_of(camille), reverse("networking:keep", args=[met.pk, noe.pk])
    on = browser.post(address, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="true"' in on
    assert "<html" not in on
    off = browser.post(address, {"stop": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="false"' in off
    assert not ContactWish.objects.exists()


def test_without_scripts_it_leads_back_to_where_it_stood_on_this_site(met, client_of, camille, noe):
    browser = client_of(camille)
    assert press(browser, met, noe, next=met.get_absolute_url())["Location"] == met.get_absolute_url()
    people = reverse("networking:met", args=[met.pk])
    assert press(browser, met, noe, next="//ailleurs.example/")["Location"] == people


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_are_in_touch(met, camille, noe):
    at_once(
        lambda: keep_contact(person=camille, other=noe, session=met),
        lambda: keep_contact(person=noe, other=camille, session=met),
    )
    assert ContactWish.objects.mutual().count() == 2
    assert (told(camille), told(noe)) == (1, 1)


def test_taken_back_the_other_keeps_the_note_and_loses_the_card(contact, client_of, camille, noe):
    write_note(person=camille, contact=contact, note="Rappeler en mars.")
    take_back(person=noe, other=camille)
    mine = page(client_of(camille), "contacts:list")
    assert noe.email not in mine
    assert "Rappeler en mars." in mine
    assert "Camille" not in page(client_of(noe), "contacts:list")
    assert client_of(camille).get(reverse("contacts:card", args=[contact.pk])).status_code == 404
    assert "FN" not in page(client_of(camille), "contacts:cards")


def test_who_took_it_back_does_not_come_in_again_alone(contact, met, camille, noe):
    take_back(person=noe, other=camille)
    keep_contact(person=noe, other=camille, session=met)
    assert not ContactWish.objects.mutual().exists()
    keep_contact(person=camille, other=noe, session=met)
    assert ContactWish.objects.mutual().count() == 2


def test_one_asks_before_a_contact_ends(contact, client_of, camille):
    browser, address = client_of(camille), reverse("contacts:remove", args=[contact.pk])
    assert browser.get(address).status_code == 200
    assert ContactWish.objects.mutual().count() == 2
    assert browser.post(address)["Location"] == reverse("contacts:list")
    assert ContactWish.objects.mutual().count() == 0


def test_a_note_is_ones_own_and_two_pages_do_not_overwrite_each_other(contact, client_of, camille, noe):
    browser, address = client_of(camille), reverse("contacts:note", args=[contact.pk])
    seen = digest("")
    assert browser.post(address, {"note": "Cherche un soudeur.", "seen": seen})["Location"].startswith("/contacts/")
    late = browser.post(address, {"note": "Autre chose.", "seen": seen})
    assert late.status_code == 409
    assert "Autre chose." in late.content.decode()
    assert "Cherche un soudeur." in late.content.decode()
    assert browser.post(address, {"note": "x" * 2001, "seen": seen}).status_code == 422
    assert client_of(noe).get(address).status_code == 404
    assert "Cherche un soudeur." not in page(client_of(noe), "contacts:list")
    with pytest.raises(Changed):
        write_note(person=camille, contact=contact, note="Encore.", seen=seen)
    with pytest.raises(PermissionDenied):
        write_note(person=noe, contact=contact, note="À moi.")


def test_contacts_are_found_by_name_and_company(contact, met, client_of, camille):
    ida = make_user("Ida Côté", company=make_company("Fonderie du Nord"))
    hidden = make_user("Ugo Roy", company=make_company("Atelier secret"), company_shown_to="nobody")
    for person in (ida, hidden):
        register(person, met)
        enter(person=person, session=met)
    sit_together(met, camille, ida, hidden)
    for person in (ida, hidden):
        keep_contact(person=person, other=camille, session=met)
        keep_contact(person=camille, other=person, session=met)
    browser, names = client_of(camille), ("Noé Tremblay", "Ida Côté", "Ugo Roy")

    def found(words):
        html = browser.get(reverse("contacts:list"), {"q": words}).content.decode()
        return [name for name in names if name in html]

    assert found("") == list(names)
    assert found("cote") == ["Ida Côté"]
    assert found("fonderie nord") == ["Ida Côté"]
    assert found("secret") == []
    assert found("a\x00%_\\") == []


def test_a_phone_reads_the_card(met, client_of, camille, noe):
    company = make_company("Extrusions, Profilés; Fils \\ Cie " + "é" * 60, slug="fils")
    ida = make_user(
        'Ida "La; Côté, ing.', company=company, role="Soudeuse, chef d’équipe; nuit", email="ida@example.org"
    )
    register(ida, met)
    enter(person=ida, session=met)
    sit_together(met, camille, ida)
    for other in (noe, ida):
        keep_contact(person=other, other=camille, session=met)
        keep_contact(person=camille, other=other, session=met)
    browser = client_of(camille)
    mine = ContactWish.objects.get(person=camille, other=ida)
    answer = browser.get(reverse("contacts:card", args=[mine.pk]))
    assert answer["Content-Type"] == "text/vcard; charset=utf-8"
    assert answer.content.startswith(b"BEGIN:VCARD\r\nVERSION:3.0\r\n")
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    card = vobject.readOne(answer.content.decode())
    assert (card.fn.value, card.email.value) == (ida.name, ida.email)
    assert (card.n.value.given, card.n.value.family) == ("Ida", '"La; Côté, ing.')
    assert (card.org.value, card.title.value) == ([company.name], ida.role)
    assert card.url.value.endswith(ida.get_absolute_url())
    everyone = browser.get(reverse("contacts:cards")).content.decode()
    assert [card.fn.value for card in vobject.readComponents(everyone)] == [ida.name, noe.name]


def test_what_a_profile_shows_to_nobody_is_not_on_the_card(contact, client_of, camille, noe):
    for field, value in {"role": "Agent double", "role_shown_to": "nobody"}.items():
        setattr(noe, field, value)
    noe.save()
    assert "Agent double" not in page(client_of(camille), "contacts:card", contact.pk)
    assert "Agent double" not in page(client_of(camille), "contacts:list")


def test_nobody_else_opens_a_contact(contact, client_of, noe, lea):
    for person in (noe, lea):
        for name in ("card", "note", "remove"):
            assert client_of(person).get(reverse(f"contacts:{name}", args=[contact.pk])).status_code == 404


def test_who_leaves_the_site_is_forgotten(contact, client_of, camille, noe):
    write_note(person=camille, contact=contact, note="Rappeler Noé.")
    close_account(person=noe)
    assert noe.email not in page(client_of(camille), "contacts:list")
    jobs.run_due()
    assert not ContactWish.objects.exists()


def test_a_suspended_person_reads_and_takes_back_only(contact, met, camille, noe):
    camille.suspended_until = met.ends_at + timedelta(days=2)
    camille.save()
    with pytest.raises(PermissionDenied):
        write_note(person=camille, contact=contact, note="Non.")
    take_back(person=camille, other=noe)
    with pytest.raises(PermissionDenied):
        keep_contact(person=camille, other=noe, session=met)


def test_nobody_wishes_to_meet_themselves(met, camille):
    with pytest.raises(IntegrityError):
        ContactWish.objects.create(person=camille, other=camille, session=met)


def test_notifications_tell_nothing_of_what_was_taken_back(contact, client_of, camille, noe):
    take_back(person=noe, other=camille)
    assert "Noé Tremblay" not in page(client_of(camille), "notifications:list")
