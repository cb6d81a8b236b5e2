"""From the demo's files to the rows that months of use would have left."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone

from accounts.actions import WORDING, create_administrator
from accounts.models import Company, Consent, User
from chat.bulk import MessageDraft, add_messages
from chat.models import Room, RoomReading
from demo.accounts import ADMINISTRATOR, MODERATOR, PASSWORD, email_of
from demo.reader import lines_of, posts_of, read
from forum.bulk import PostDraft, ThreadDraft, add_threads
from forum.models import Board, Tag

# Messages not read yet, in each room in its order: something to see on the first visit.
UNREAD = {"camille-gauthier": (6, 0, 14), "noe-tremblay": (0, 9, 3)}
JOINED_EVERY = timedelta(days=2)


class NotEmpty(Exception):
    """There are people, boards or rooms already: demo content never mixes with what others wrote."""


def load():
    """Fill an empty database with the demo content, all or nothing; return how many rows of each kind.

    Raises NotEmpty.
    """
    content, now = read(), timezone.now()
    with transaction.atomic():
        if any(model.objects.exists() for model in (User, Board, Room)):
            raise NotEmpty
        companies = add_companies(content)
        oldest = max(thread["days_ago"] for thread in content.threads)
        people = add_people(content.people, companies, before=now - timedelta(days=oldest))
        add_administration(people)
        boards = add_boards(content.boards, people)
        tags = add_tags(content.tags)
        threads = add_threads([draft_of(thread, boards, tags, people, now) for thread in content.threads])
        rooms = [add_room(place, room, people, now) for place, room in enumerate(content.rooms)]
        add_readings(rooms, people)
    return {"people": len(people), "threads": len(threads), "rooms": len(rooms)}


def add_companies(content):
    rows = [(partner, True) for partner in content.partners] + [(company, False) for company in content.companies]
    return {fields["slug"]: Company.objects.create(is_partner=is_partner, **fields) for fields, is_partner in rows}


def add_people(people, companies, before):
    """Store the cast with confirmed addresses and consents; return {handle: User}. All joined before anyone wrote."""
    password = make_password(PASSWORD)  # the same for all, hashed once: forty hashes would take half the load
    made = User.objects.bulk_create(
        User(
            email=email_of(person["handle"]),
            password=password,
            name=person["name"],
            role=person[f"role_{person['language']}"],
            about=person["about"],
            company=companies.get(person.get("company")),
            language=f"{person['language']}-ca",
            date_joined=before - place * JOINED_EVERY,
        )
        for place, person in enumerate(people, start=1)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in made
    )
    Consent.objects.bulk_create(
        Consent(person=user, purpose=Consent.Purpose.TERMS, wording=WORDING, given_at=user.date_joined) for user in made
    )
    return {person["handle"]: user for person, user in zip(people, made, strict=True)}


def add_administration(people):
    administrator = create_administrator(email=ADMINISTRATOR, password=PASSWORD)
    administrator.name = "Administration"
    administrator.save(update_fields=["name"])
    moderation = Group.objects.create(name="Modération")
    moderation.permissions.add(Permission.objects.get(content_type__app_label="chat", codename="moderate_room"))
    people[MODERATOR].groups.add(moderation)


def add_boards(boards, people):
    made = {}
    for place, board in enumerate(boards, start=1):
        fields = {name: value for name, value in board.items() if name != "moderators"}
        made[board["slug"]] = Board.objects.create(position=place, **fields)
        made[board["slug"]].moderators.set(people[handle] for handle in board["moderators"])
    return made


def add_tags(tags):
    return {
        tag["slug"]: Tag.objects.create(slug=tag["slug"], name=tag["name_fr"], name_en=tag["name_en"]) for tag in tags
    }


def draft_of(thread, boards, tags, people, now):
    return ThreadDraft(
        board=boards[thread["board"]],
        kind=thread["kind"],
        title=thread["title"],
        tags=[tags[slug] for slug in thread["tags"]],
        posts=[PostDraft(people[handle], body, moment) for moment, handle, body in posts_of(thread, now)],
    )


def add_room(place, room, people, now):
    made = Room.objects.create(position=place, **room["room"])
    lines = lines_of(room, now)
    return add_messages(made, [MessageDraft(people[handle], body, moment) for moment, handle, body in lines])


def add_readings(rooms, people):
    """Those who wrote in a room have read it to its end, but for the two of UNREAD."""
    for place, room in enumerate(rooms):
        left = {handle: unread[place] for handle, unread in UNREAD.items() if place < len(unread)}
        behind = {people[handle].pk: count for handle, count in left.items()}
        readers = {*behind, *room.messages.values_list("author", flat=True)}
        RoomReading.objects.bulk_create(
            RoomReading(room=room, person_id=pk, number=room.last_number - behind.get(pk, 0)) for pk in sorted(readers)
        )
