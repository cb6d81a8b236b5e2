"""Calendars of sessions, read back by libraries that did not write them."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.tz import tzical
from django.urls import reverse
from django.utils import timezone

from forum.following.actions import make_feed_key
from networking.actions import cancel_session
from tests.build import make_session, register

VIDEO = "https://visio.example.org/salle-12"


def read(answer):
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return vobject.readOne(answer.content.decode())


def events(calendar):
    return {event.summary.value: event for event in calendar.contents.get("vevent", [])}


@pytest.mark.parametrize(("zone", "hour"), [("America/Toronto", 17), ("America/Vancouver", 20), ("Europe/Paris", 11)])
def test_the_hour_is_that_of_the_zone_after_the_clocks_change(diane, partner, client_of, zone, hour):
    """Noon on the wall, in winter, whatever the season in which it is written."""
    year = timezone.now().year + 1
    noon = datetime(year, 1, 20, 12, tzinfo=ZoneInfo(zone))
    session = make_session(diane, partner=partner, starts_at=noon, time_zone=zone, minutes=75)
    text = client_of(None).get(reverse("networking:calendar", args=[session.pk])).content.decode()
    event = vobject.readOne(text).vevent
    start, end = event.dtstart.value, event.dtend.value
    assert start.astimezone(UTC) == noon.astimezone(UTC)
    assert (start.hour, end - start) == (12, timedelta(minutes=75))
    assert f"DTSTART;TZID={zone}" in text
    assert f"TZID:{zone}" in text
    assert noon.astimezone(UTC).hour == hour


def test_the_zone_s_rules_are_in_the_file(session, client_of):
    text = client_of(None).get(reverse("networking:calendar", args=[session.pk])).content.decode()
    zone = tzical(StringIO(text.replace("\r\n ", ""))).get("America/Toronto")
    summer, winter = (datetime(timezone.now().year + 1, month, 1, 12) for month in (7, 1))
    assert [zone.utcoffset(moment) for moment in (summer, winter)] == [timedelta(hours=-4), timedelta(hours=-5)]


def test_words_that_mean_something_to_a_calendar_stay_words(diane, partner, client_of):
    words = "Fonte; moulage, finition\\usinage\r\nBEGIN:VEVENT\r\nSUMMARY:Faux"
    session = make_session(diane, partner=partner, title_fr="6061; 6063, « Bâtir »", description_fr=words)
    calendar = read(client_of(None).get(reverse("networking:calendar", args=[session.pk])))
    assert list(events(calendar)) == ["6061; 6063, « Bâtir »"]
    assert calendar.vevent.description.value.startswith("Fonte; moulage, finition\\usinage\nBEGIN:VEVENT\nSUMMARY:Faux")


def test_a_cancelled_session_is_cancelled_there_too_under_the_same_name(session, diane, client_of):
    address = reverse("networking:calendar", args=[session.pk])
    before = read(client_of(None).get(address)).vevent
    cancel_session(by=diane, session=session)
    after = read(client_of(None).get(address)).vevent
    assert (before.status.value, after.status.value) == ("CONFIRMED", "CANCELLED")
    assert before.uid.value == after.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)


def test_the_video_link_is_for_those_who_have_a_place(diane, partner, camille, noe, client_of):
    session = make_session(diane, partner=partner, video_url=VIDEO, capacity=1)
    for person in (camille, noe):
        register(person, session)
    holds = {
        name: VIDEO in client_of(person).get(reverse("networking:calendar", args=[session.pk])).content.decode()
        for name, person in (("guest", None), ("waits", noe), ("has a place", camille), ("host", diane))
    }
    assert holds == {"guest": False, "waits": False, "has a place": True, "host": True}


def test_the_portal_s_feed_holds_the_public_ones_alone(diane, partner, client_of):
    make_session(diane, partner=partner, title_fr="Ouverte")
    make_session(diane, partner=partner, title_fr="Aux membres", audience="members")
    make_session(diane, partner=partner, title_fr="Brouillon", published=False)
    for reader in (None, diane):  # a session of the browser opens no feed
        assert set(events(read(client_of(reader).get(reverse("networking:feed"))))) == {"Ouverte"}


def test_a_secret_address_holds_one_s_own_in_one_s_language(diane, partner, camille, client_of):
    mine = make_session(diane, partner=partner, title_fr="La mienne", title_en="Mine", audience="members")
    make_session(diane, partner=partner, title_fr="Une autre")
    register(camille, mine)
    type(camille).objects.filter(pk=camille.pk).update(language="en-ca")
    address = f"{reverse('networking:feed')}?cle={make_feed_key(person=camille)}"
    assert set(events(read(client_of(None).get(address)))) == {"Mine"}


def test_a_wrong_secret_opens_nothing(session, client_of):
    for secret in ("", "faux", "x" * 5000):
        assert client_of(None).get(reverse("networking:feed"), {"cle": secret}).status_code == 404


def test_the_address_of_one_s_own_is_given_with_the_secret(session, camille, client_of):
    register(camille, session)
    page = client_of(camille).post(reverse("forum:feeds")).content.decode()
    [address] = re.findall(r"<code>[^<]*(/seances/calendrier\.ics\?cle=[^<]+)</code>", page)
    assert set(events(read(client_of(None).get(address)))) == {session.title}
