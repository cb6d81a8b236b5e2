"""Who sits at the tables of a session; called with the session locked, which its caller shows in the open pages."""

from django.utils import timezone

from chat.hosted_rooms import add_people, close_rooms, take_out_people
from chat.models import Room
from networking.models import Seat, Table


def seat(session, table, people):
    """Seat people at a table, each of whom gets up from another; return the tables that changed, this one last."""
    changed = {left.pk: left for person in people for left in get_up(session, person)}
    Seat.objects.bulk_create(Seat(session=session, table=table, person=person) for person in people)
    muted = session.attendances.filter(person__in=people, muted_at__isnull=False).values_list("person", flat=True)
    add_people(table.room, people, muted=set(muted))
    table.version = session.version
    table.save(update_fields=["version"])
    table.__dict__.pop("sitting", None)  # who sat there before
    return [*changed.values(), table]


def get_up(session, person):
    """End where somebody sits; return the tables that changed, one or none."""
    seat = session.seats.taken().filter(person=person).select_related("table__room").first()
    if seat is None:
        return []
    seat.left_at = timezone.now()
    seat.save(update_fields=["left_at"])
    take_out_people(seat.table.room, [person])
    table = seat.table
    table.version = session.version
    # Who locked it is gone with the last one.
    fields = ["version"]
    if table.locked_at and not table.places.taken().exists():
        table.locked_at = None
        fields.append("locked_at")
    table.save(update_fields=fields)
    return [table]


def close_tables(session, moment):
    """Leave what was said at the tables readable to those who sat there last; return the tables where somebody sat."""
    close_rooms(Room.objects.filter(pk__in=Table.objects.filter(session=session).values("room")))
    changed = session.tables.filter(places__in=session.seats.taken())
    keys = list(changed.values_list("pk", flat=True).distinct())
    session.seats.taken().update(left_at=moment)
    tables = session.tables.filter(pk__in=keys)
    tables.update(version=session.version, locked_at=None)
    return list(tables.with_people())
