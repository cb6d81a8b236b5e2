"""The site that is measured: a fresh PostgreSQL database with members who are signed in, and rooms."""

import json
import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from bench.frames import BODY, VERSION
from tests.services import private_postgresql

# Pages say that they come from here; which port they really use is not in the address they name.
SITE = "http://localhost:8000"


@dataclass(frozen=True)
class Site:
    environment: dict  # of the servers
    sessions: list  # session keys, one for each member


@contextmanager
def running_site(members):
    """Yield a Site with this many members on a private PostgreSQL server. Django is set up by this, once a process."""
    with tempfile.TemporaryDirectory(prefix="espace-bench-") as folder, private_postgresql() as database_url:
        ours = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url,
            "ESPACE_DATA": folder,
            "SITE_URL": SITE,
            "SECRET_KEY": "measured-" * 8,
            "FRAMES": f"{folder}/frames.json",
        }
        # Whatever the shell of a developer says of another site is not for this one.
        environment = {name: value for name, value in os.environ.items() if name not in SETTINGS} | ours
        os.environ.clear()
        os.environ.update(environment)
        yield Site(environment, prepare(members, Path(ours["FRAMES"])))


SETTINGS = {"PRODUCTION", "DEMO", "REDIS_URL", "EMAIL_URL", "STATIC_ROOT", "DATABASE_POOL", "ALLOWED_HOSTS"}


def prepare(members, frames):
    """Set Django up, sign members in and write the frames of one real message."""
    set_up()
    from django.db import connection

    sessions = add_members(members)
    frames.write_text(json.dumps(frames_of_one_message()))
    connection.close()
    return sessions


def set_up():
    """Set Django up on an empty database: migrate, collect the static files."""
    import django

    django.setup()
    from django.core.management import call_command

    from config.catalogues import compile_catalogues

    compile_catalogues()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def add_members(count):
    """Add members of twenty companies, each with a session; return the keys."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from accounts.models import Company, PersonSession, User
    from accounts.sessions import SessionStore

    companies = Company.objects.bulk_create(
        Company(name=f"Usine {n}", folded_name=f"usine {n}", slug=f"usine-{n}") for n in range(20)
    )
    people = User.objects.bulk_create(
        User(email=f"m{n}@example.org", name=f"Camille {n}", company=companies[n % 20]) for n in range(count)
    )
    store, until = SessionStore(), timezone.now() + timezone.timedelta(days=1)
    rows = [
        PersonSession(
            session_key=uuid4().hex,
            person_id=person.pk,
            expire_date=until,
            session_data=store.encode(
                {
                    SESSION_KEY: str(person.pk),
                    BACKEND_SESSION_KEY: "accounts.backends.AuthenticationBackend",
                    HASH_SESSION_KEY: person.get_session_auth_hash(),
                }
            ),
        )
        for person in people
    ]
    return [row.session_key for row in PersonSession.objects.bulk_create(rows)]


def add_room():
    """Return a new room as the load generator and the servers need it."""
    from django.db import connection

    from tests.build import make_room

    room = make_room()
    connection.close()
    return {"slug": room.slug, "topic": room.topic}


def add_readers(room, count):
    """Let this many members have read the room."""
    from django.db import connection

    from accounts.models import User
    from chat.models import Room, RoomReading

    opened = Room.objects.get(slug=room["slug"])
    RoomReading.objects.bulk_create(RoomReading(room=opened, person=person) for person in User.objects.all()[:count])
    connection.close()


def frames_of_one_message():
    """Return the text of a real message's frame per language, with `TOPIC` and VERSION in the places of theirs."""
    from accounts.models import User
    from live.streams import Changes, frame_text, frame_texts, parse_topic
    from tests.build import make_message, make_room

    room = make_room()
    message = make_message(room, User.objects.first(), BODY)
    message.version = VERSION
    texts = frame_texts(Changes(parse_topic(room.topic), VERSION - 1, VERSION, [message]))
    return {language: text.replace(frame_text(room.topic), '"TOPIC"') for language, text in texts.items()}
