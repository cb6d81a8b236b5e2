"""Whom the hosts of a session may want to call: before it who will be hard to pair, after it who got little of it."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from networking.encounters import met_somebody
from networking.models import Registration


class Call(NamedTuple):
    registration: Registration
    reasons: list[str]


def calls_of(session, registrations):
    """Return the calls for these registrations of people who have a place, those without a reason left out."""
    confirmed = [row for row in registrations if row.is_confirmed]
    if not session.took_place:
        found = [Call(row, reasons_before(row)) for row in confirmed]
    else:
        present = set(session.attendances.values_list("person", flat=True))
        happy = set(met_somebody(session).values_list("pk", flat=True))
        found = [Call(row, reasons_after(row.person_id, present, happy)) for row in confirmed]
    return [call for call in found if call.reasons]


def reasons_before(registration):
    person = registration.person
    about_them = person.role_for_members or person.about_for_members
    reasons = [_("Says neither what they seek nor what they offer")] if registration.says_nothing else []
    return reasons + ([] if about_them and person.company_for_members else [_("Thin profile")])


def reasons_after(person, present, happy):
    if person not in present:
        return [_("Did not come")]
    return [] if person in happy else [_("Came, and met nobody")]
