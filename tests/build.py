"""What tests start from, built with the actions, as the product does."""

from uuid import uuid4

from django.utils.text import slugify

from accounts.actions import sign_up
from accounts.models import Company
from chat.actions import send_message
from chat.models import Room
from forum.actions import post_reply, start_thread
from forum.models import Board, Tag, Thread

PASSWORD = "sel-et-poivre-6061"


def make_user(name="Sylvie Roy", *, company=None, language="fr-ca", password=PASSWORD, **fields):
    """Sign someone up as <first name>@example.org, address confirmed; other fields of User by name."""
    email = fields.pop("email", f"{slugify(name.split()[0])}@example.org")
    person = sign_up(email=email, name=name, password=password, language=language, is_verified=True)
    for field, value in {**fields, "company": company}.items():
        setattr(person, field, value)
    person.save()
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


def make_message(room, author, body="Le four est à 480 °C.", *, client_id=None):
    message, _created = send_message(author=author, room=room, body=body, client_id=client_id or uuid4())
    return message


def unused_slug(model, name):
    slug = slugify(name)
    return f"{slug}-{model.objects.count() + 1}" if model.objects.filter(slug=slug).exists() else slug
