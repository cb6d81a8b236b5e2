"""Reminders fall in the person's own day, whatever their clocks do."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bookmarks.presets import a_month_after, moment_at, presets

TORONTO, VANCOUVER = ZoneInfo("America/Toronto"), ZoneInfo("America/Vancouver")


def said(now, zone=TORONTO):
    return {name: moment.astimezone(zone).strftime("%d %H:%M") for name, moment in presets(now, zone).items()}


def test_each_word_is_a_moment_of_the_readers_day():
    wednesday = datetime(2026, 11, 25, 15, 7, 30, tzinfo=UTC)  # 10:07 in Toronto, 7:07 in Vancouver
    assert said(wednesday) == {
        "later": "25 13:15",
        "tomorrow": "26 08:00",
        "monday": "30 08:00",
        "month": "25 08:00",
    }
    assert said(wednesday, VANCOUVER)["later"] == "25 10:15"
    assert presets(wednesday, VANCOUVER)["tomorrow"] == datetime(2026, 11, 26, 16, tzinfo=UTC)


def test_late_in_the_evening_there_is_no_later_today():
    assert "later" not in said(datetime(2026, 11, 26, 2, tzinfo=UTC))  # 21:00 in Toronto
    assert "later" in said(datetime(2026, 11, 26, 1, 45, tzinfo=UTC))


def test_on_sunday_monday_is_tomorrow_on_monday_it_is_the_next_one():
    assert "monday" not in said(datetime(2026, 11, 29, 15, tzinfo=UTC))
    assert presets(datetime(2026, 11, 30, 15, tzinfo=UTC), TORONTO)["monday"].date() == date(2026, 12, 7)


def test_a_month_ends_where_it_ends():
    assert a_month_after(date(2027, 1, 31)) == date(2027, 2, 28)
    assert a_month_after(date(2026, 12, 15)) == date(2027, 1, 15)


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        (date(2026, 3, 7), time(8), (2026, 3, 7, 13, 0)),
        (date(2026, 3, 8), time(8), (2026, 3, 8, 12, 0)),  # summer time since 2:00
        (date(2026, 3, 8), time(2, 30), (2026, 3, 8, 7, 30)),  # an hour that clocks leave out: they show 3:30
        (date(2026, 11, 1), time(1, 30), (2026, 11, 1, 5, 30)),  # one that they show twice: the first
        (date(2026, 11, 1), time(8), (2026, 11, 1, 13, 0)),
    ],
)
def test_the_hour_is_what_clocks_show_when_they_change(day, hour, utc):
    assert moment_at(day, hour, TORONTO) == datetime(*utc, tzinfo=UTC)


def test_tomorrow_morning_is_eight_the_night_that_clocks_change():
    assert presets(datetime(2026, 3, 7, 20, tzinfo=UTC), TORONTO)["tomorrow"] == datetime(2026, 3, 8, 12, tzinfo=UTC)
