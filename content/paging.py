"""Keyset pages: an address names a row's place, so any page costs what the first one costs."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.db.models import Q


@dataclass(frozen=True)
class Page:
    """Rows in list order, with the query strings of the pages beside ("" where there is none)."""

    rows: list
    newer: str
    older: str

    def with_rows(self, rows):
        """Return the same page showing other rows, found from these."""
        return replace(self, rows=rows)

    def keeping(self, query):
        """Return the same page, beside pages of the same choice: « etat=resolues »."""
        newer, older = (address and f"?{query}&{address[1:]}" for address in (self.newer, self.older))
        return replace(self, newer=newer, older=older)


def cursor_of(row, moment, pk):
    return f"{getattr(row, moment).isoformat()}_{getattr(row, pk)}".replace("+", "%2B")


def read_cursor(text):
    """Return (moment, pk), or None when the address was mangled: the list then starts at its head."""
    try:
        moment, pk = text.rsplit("_", 1)
        moment, pk = datetime.fromisoformat(moment), int(pk)
        # In UTC: databases take neither the first hour of year 1 elsewhere nor an offset with fractions of a second.
        return (moment.astimezone(UTC), pk) if moment.tzinfo and 0 < pk < 2**63 else None
    except (ValueError, OverflowError):
        return None


def read_number(text):
    """Return the number named in an address, None when it is absent or nonsense."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) else None


def page_of(rows, params, *, moment, pk="pk", size=30):
    """Return the page of a queryset, newest first, that `?before=` or `?after=` in params names.

    `moment` is the datetime field that orders the rows, `pk` the field that breaks ties.
    """
    before, after = read_cursor(params.get("before", "")), read_cursor(params.get("after", ""))
    if after:
        found = list(_beside(rows, moment, pk, "gt", after).order_by(moment, pk)[: size + 1])
        more_newer, more_older = len(found) > size, True
        found = found[:size][::-1]
    else:
        if before:
            rows = _beside(rows, moment, pk, "lt", before)
        found = list(rows.order_by(f"-{moment}", f"-{pk}")[: size + 1])
        more_newer, more_older = bool(before), len(found) > size
        found = found[:size]
    return Page(
        rows=found,
        newer=f"?after={cursor_of(found[0], moment, pk)}" if found and more_newer else "",
        older=f"?before={cursor_of(found[-1], moment, pk)}" if found and more_older else "",
    )


def _beside(rows, moment, pk, side, cursor):
    # The first condition alone bounds the index scan; the second settles equal moments.
    return rows.filter(**{f"{moment}__{side}e": cursor[0]}).filter(
        Q(**{f"{moment}__{side}": cursor[0]}) | Q(**{f"{pk}__{side}": cursor[1]})
    )
