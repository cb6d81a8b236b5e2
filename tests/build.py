"""What tests start from, built with the actions, as the product does."""

import re
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone
from django.utils.text import slugify

from accounts.actions import sign_up
from accounts.companies.actions import add_member
from accounts.models import Company
from chat.actions import send_message
from chat.group_actions import invite, make_group
from chat.models import Room, RoomReading
from content.actions import upload
from content.models import Attachment
from forum.actions import post_reply, start_thread
from forum.models import Board, Tag, Thread
from networking import registration_actions
from networking.actions import plan_session, publish_session
from networking.table_actions import add_table, sit_down
from tests.pictures import PDF, sent

PASSWORD = "sel-et-poivre-6061"


def make_user(name="Sylvie Roy", *, company=None, language="fr-ca", password=PASSWORD, **fields):
    """Sign someone up as <first name>@example.org, address confirmed; other fields of User by name."""
    email = fields.pop("email", f"{slugify(name.split()[0])}@example.org")
    person = sign_up(email=email, name=name, password=password, language=language, is_verified=True)
    for field, value in {**fields, "company": company}.items():
        setattr(person, field, value)
    person.save()
    if company:
        add_member(person, company)
    return person


def make_company(name, **fields):
    return Company.objects.create(name=name, slug=fields.pop("slug", "") or slugify(name), **fields)


def make_board(*, name_fr="Usinage", moderators=(), **fields):
    board = Board.objects.create(name_fr=name_fr, **{"slug": unused_slug(Board, name_fr), **fields})
    board.moderators.set(moderators)
    return board


def make_tag(name="soudage", name_en="", **fields):
    return Tag.objects.create(name=name, name_en=name_en, **fields)


def make_thread(author, board, *, body="Qui a déjà scié du 7075?", client_id=None, **fields):
    chosen = {"kind": Thread.Kind.QUESTION, "title": "Quelle lame pour le 7075?", "tags": [], **fields}
    return start_thread(author=author, board=board, body=body, client_id=client_id or uuid4(), **chosen)


def make_post(thread, author, body="Lame à 80 dents, denture négative.", *, client_id=None):
    return post_reply(author=author, thread=thread, body=body, client_id=client_id or uuid4())


def make_room(*, name_fr="Atelier", **fields):
    return Room.objects.create(name_fr=name_fr, **{"slug": unused_slug(Room, name_fr), **fields})


def make_group_room(by, *people, name="Achats groupés"):
    room = make_group(by=by, name=name, description="")
    if people:
        invite(by=by, room=room, people=people)
    return Room.objects.get(pk=room.pk)


def make_message(room, author, body="Le four est à 480 °C.", *, client_id=None, reply_to=None):
    once = client_id or uuid4()
    message, _created = send_message(author=author, room=room, body=body, client_id=once, reply_to=reply_to)
    return message


def make_attachment(uploader, kind=Attachment.Kind.PICTURE, data=None, name="plan"):
    """Send a small picture, or a PDF; nothing shows it yet."""
    data = data or (PDF if kind == Attachment.Kind.PDF else None)
    return upload(uploader=uploader, file=sent(data), name=name, kind=kind)


def make_session(by, *, partner, starts_in=timedelta(days=30), minutes=90, published=True, **fields):
    """Plan a session of one part, its planner the host."""
    said = {
        "title_fr": "Automatiser sa première cellule",
        "title_en": "",
        "description_fr": "Trois entreprises racontent.",
        "description_en": "",
        "partner": partner,
        "starts_at": timezone.now() + starts_in,
        "hosts": [by],
        "groups": [],
        "agenda": [{"kind": "opening", "minutes": minutes, "title_fr": "", "title_en": ""}],
        **fields,
    }
    session = plan_session(by=by, **said)
    return publish_session(by=by, session=session) if published else session


def register(person, session, **said):
    """Ask for a place in a session."""
    nothing = {name: [] for name in registration_actions.LINKS}
    said = {"seeks": "", "offers": "", "languages": ["fr"], **nothing, **said}
    return registration_actions.register(person=person, session=session, **said)


def sit_together(session, *people, topic_fr="Usinage"):
    """Let people who are in a session meet at a new table of its host; return it."""
    said = {"topic_fr": topic_fr, "topic_en": "", "seats": 12, "video_url": ""}
    table = add_table(by=session.hosts.first(), session=session, **said)
    for person in people:
        sit_down(person=person, table=table)
    return table


def unread_of(user_ids):
    """Return {id: messages not read}, all rooms together, for those who have some."""
    counts = RoomReading.objects.counts_of(user_ids)
    unread = {pk: sum(n for name, n in mine.items() if re.fullmatch(r"room:\d+", name)) for pk, mine in counts.items()}
    return {pk: n for pk, n in unread.items() if n}


def unused_slug(model, name):
    slug = slugify(name)
    return f"{slug}-{model.objects.count() + 1}" if model.objects.filter(slug=slug).exists() else slug
