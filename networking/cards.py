"""Contacts as vCard 3.0, the version that all phones read."""

from icalendar import Component, vN, vOrg, vText, vUri

from notifications.letters import absolute


class Card(Component):
    name = "VCARD"


def cards_of(contacts):
    """Return the bytes of the cards of these contacts, one after the other."""
    return b"".join(card_of(contact.other) for contact in contacts)


def card_of(person):
    card, company = Card(), person.company_for_members
    first, _space, family = person.shown_name.partition(" ")
    card.add("version", vText("3.0"))
    card.add("n", vN([family, first, "", "", ""]))
    card.add("fn", vText(person.shown_name))
    if company:
        card.add("org", vOrg([company.name]))
    if person.role_for_members:
        card.add("title", vText(person.role_for_members))
    card.add("email", vText(person.email), parameters={"type": "INTERNET"})
    card.add("url", vUri(absolute(person.get_absolute_url())))
    return card.to_ical(sorted=False)  # the version comes first
