"""The cast, as months of use would have left it, and who administers and moderates the demo."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission

from accounts.actions import WORDING, create_administrator
from accounts.models import Consent, User
from accounts.profiles import PARTS, Audience
from demo.accounts import ADMINISTRATOR, MODERATOR, PASSWORD, email_of
from moderation.models import NamedModerator

JOINED_EVERY = timedelta(days=2)


def add_people(people, companies, before):
    """Store the cast with confirmed addresses and consents; return {handle: User}. All joined before anyone wrote."""
    password = make_password(PASSWORD)  # the same for all, hashed once: 150 hashes would take most of the load
    made = User.objects.bulk_create(
        User(
            email=email_of(person["handle"]),
            password=password,
            company=companies.get(person.get("company")),
            date_joined=before - place * JOINED_EVERY,
            **profile_of(person, place),
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


def profile_of(person, place):
    """Return what a person says of themselves; `shown_to` of the file has the parts whose readers they chose."""
    shown_to = {"company": Audience.EVERYONE, **person.get("shown_to", {})}
    default = ["fr"] if person["language"] == "fr" and place % 3 else ["fr", "en"]
    return {
        "name": person["name"],
        "chosen_initials": person.get("initials", ""),
        "role": person[f"role_{person['language']}"],
        "about": person.get("about", ""),
        "languages": person.get("speaks", default),
        "language": f"{person['language']}-ca",
        **{f"{part}_shown_to": shown_to[part] for part in PARTS if part in shown_to},
    }


def add_administration(people):
    """Return the administrator; who moderates rooms, and may see who signed « Une PME », is one of the cast."""
    administrator = create_administrator(email=ADMINISTRATOR, password=PASSWORD)
    administrator.name = "Administration"
    administrator.save(update_fields=["name"])
    moderation = Group.objects.create(name="Modération")
    moderation.permissions.add(Permission.objects.get(content_type__app_label="chat", codename="moderate_room"))
    people[MODERATOR].groups.add(moderation)
    NamedModerator.objects.create(place=1, person=people[MODERATOR])
    return administrator
