"""The sessions of the demo: one that was, one that is on, one to come; planned and registered for by the actions."""

from datetime import timedelta

from demo.aftermath import hold, look_back
from demo.past import at
from demo.reader import as_typed
from demo.talk import talk_now
from forum.models import Tag
from networking.actions import plan_session, publish_session
from networking.agenda import shift
from networking.registration_actions import LINKS, register

PLANNED_BEFORE, BETWEEN, LATELY = timedelta(days=20), timedelta(hours=6), timedelta(hours=1)
HOUR = {"minute": 0, "second": 0, "microsecond": 0}


def add_sessions(sessions, names, now):
    """Plan each `starts_in` hours from now, at a full hour, and let its people register meanwhile."""
    for said in sessions:
        start = (now + timedelta(hours=said["starts_in"])).replace(**HOUR)
        before = min(start, now) - PLANNED_BEFORE
        with at(before):
            # Nobody registers for what is past: it takes place later, until they have.
            session = add_session(said, names, max(start, now))
        for place, registration in enumerate(said["registration"], start=1):
            with at(before + place * BETWEEN):
                add_registration(session, registration, names)
        if "present" in said:
            hold(session, said, names, start)
            move(session, now - LATELY - (session.ends_at - session.starts_at))
            with at(now - LATELY):
                look_back(session, said, names)
        move(session, start)
        if "here" in said:
            talk_now(session, said, names, now)


def move(session, start):
    """Let a session be at another time."""
    moved = start - session.starts_at
    shift(session, session.starts_at, moved)
    session.starts_at, session.ends_at = start, session.ends_at + moved
    session.save(update_fields=["starts_at", "ends_at"])


def add_session(said, names, start):
    hosts = [names.people[handle] for handle in said["hosts"]]
    session = plan_session(
        by=names.people["administration"],
        hosts=hosts,
        groups=[],
        agenda=[{"title_fr": "", "title_en": "", **part} for part in said["agenda"]],
        partner=names.companies[said["partner"]],
        starts_at=start,
        capacity=said.get("capacity"),
        by_approval=said.get("by_approval", False),
        title_fr=said["title_fr"],
        title_en=said["title_en"],
        description_fr=as_typed(said["description_fr"]),
        description_en=as_typed(said["description_en"]),
    )
    return publish_session(by=names.people["administration"], session=session)


def add_registration(session, said, names):
    links = {name: [] for name in LINKS}
    links["wished_people"] = [names.people[handle] for handle in said.get("wishes", [])]
    for field in ("sought_tags", "offered_tags"):
        links[field] = list(Tag.objects.filter(slug__in=said.get(field, [])))
    register(
        person=names.people[said["person"]],
        session=session,
        seeks=said.get("seeks", ""),
        offers=said.get("offers", ""),
        languages=said.get("languages", ["fr"]),
        **links,
    )
