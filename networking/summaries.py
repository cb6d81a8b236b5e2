"""What a session came to, for its hosts and its partner: of five people or more together, never of one.

Opinions are told once they are final: an average that is read before and after an answer tells that answer.
"""

from dataclasses import dataclass

from django.db.models import Avg, Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from networking.models import Attendance, ContactWish, Pairing, PairingMember, Registration, Session
from networking.models.opinions import HIGHEST

FEWEST = 5  # people


@dataclass(frozen=True)
class Bar:
    """A figure of a chart; `value` is none where too few people are behind it."""

    label: str
    value: float | None
    most: float

    @property
    def length(self):
        """How long it is drawn, of 100."""
        return round(100 * (self.value or 0) / self.most, 1) if self.most else 0


@dataclass(frozen=True)
class Chart:
    title: str
    bars: list[Bar]


def told(people, value=None):
    """Return a figure that so many people are behind, None where they are too few."""
    return None if people < FEWEST else people if value is None else value


def chart(title, figures, most=0):
    most = most or max((value or 0 for _label, value in figures), default=0)
    return Chart(title, [Bar(label, value, most) for label, value in figures])


def summary_of(session):
    """Return {"charts": [Chart], "comments": [text]} of a session that is over."""
    opinions = opinions_of(session)
    return {"charts": [*what_happened(session), *opinions["charts"]], "comments": opinions["comments"]}


def counted(rows, what="pk"):
    """Return how many different `what` these rows of a session have, as part of the one query for all figures."""
    rows = rows.filter(session=OuterRef("pk")).order_by().values("session")
    return Coalesce(Subquery(rows.annotate(n=Count(what, distinct=True)).values("n")), 0)


def meetings():
    """Return the pairings to which two people came, or three."""
    came = PairingMember.objects.met()
    others = came.filter(pairing=OuterRef("pairing"), person__gt=OuterRef("person"))
    return Pairing.objects.filter(Exists(came.filter(Exists(others), pairing=OuterRef("pk"))))


def what_happened(session):
    registered, kept = Registration.objects.confirmed(), ContactWish.objects.mutual()
    there = Attendance.objects.filter(session=OuterRef("session"), person=OuterRef("person"))
    figures = Session.objects.annotate(
        registered=counted(registered),
        present=counted(Attendance.objects.all()),
        absent=counted(registered.exclude(Exists(there))),
        wishes=counted(kept),
        in_touch=counted(kept, "person"),
        meetings=counted(meetings()),
        paired=counted(meetings(), "members__person"),
    ).get(pk=session.pk)
    attendance = [
        (_("Registered"), told(figures.registered)),
        (_("Present"), told(figures.present)),
        (_("Registered, did not come"), told(figures.absent)),
    ]
    contacts = [(_("Contacts exchanged"), told(figures.in_touch, figures.wishes // 2))]
    rounds = [(_("Met someone"), told(figures.paired)), (_("Meetings"), told(figures.paired, figures.meetings))]
    charts = [chart(_("Attendance"), attendance), chart(_("Contacts"), contacts)]
    return [*charts, chart(_("Timed rounds"), rounds)] if figures.meetings else charts


def opinions_of(session):
    if not session.opinions_are_final:
        return {"charts": [], "comments": []}
    means = session.opinions.aggregate(n=Count("pk"), worth=Avg("worth"), useful=Avg("useful"), again=Avg("again"))
    figures = [
        (label, told(means["n"], means[name] and round(means[name], 1)))
        for name, label in (
            ("worth", _("It was worth the time")),
            ("useful", _("A useful meeting")),
            ("again", _("Would come again")),
        )
    ]
    comments = session.opinions.exclude(comment="").order_by("comment") if means["n"] >= FEWEST else []
    satisfaction = chart(_("Satisfaction, out of 5"), figures, most=HIGHEST)
    return {"charts": [satisfaction], "comments": [row.comment for row in comments]}
