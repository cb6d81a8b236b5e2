"""What people do with their own account, and how the first administrator comes to be."""

from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.companies.actions import forget_companies
from accounts.companies.permissions import is_member
from accounts.devices import handle_of
from accounts.models import Consent, PersonSession, User
from accounts.permissions import can_be_suspended, can_change_profile, can_close
from accounts.photos import delete_photo, keep_photo
from accounts.profiles import PARTS
from bookmarks.models import Bookmark
from content.actions import ask_pace, throw_away
from content.models import Draft
from live.publish import recheck_rights
from notifications.models import Email, Notification
from search.indexing import forget, keep

# Version of what newcomers agree to (templates/accounts/privacy_fr.html and privacy_en.html): change it with them.
WORDING = "2026-11"
# What update_profile changes, with the company.
PROFILE = {"name", "chosen_initials", "role", "about", "languages", "language", "time_zone", "theme", "shortcuts"}
PROFILE |= {f"{part}_shown_to" for part in PARTS}


def sign_up(*, email, name, password, language, is_verified=False):
    """Create a person with their address and their consent, or nothing at all.

    The address waits for its confirmation unless is_verified. Raises IntegrityError when it is taken.
    """
    person = User(email=User.objects.normalize_email(email), name=name, language=language)
    person.set_password(password)  # slow: before the transaction
    with transaction.atomic():
        person.save()
        keep("person", person)
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=is_verified)
        Consent.objects.create(person=person, purpose=Consent.Purpose.TERMS, wording=WORDING)
    return person


def create_administrator(*, email, password):
    """Create the person who runs the site; who holds the server vouches for the address.

    Raises IntegrityError when the address is taken.
    """
    person = User(email=User.objects.normalize_email(email), is_staff=True, is_superuser=True)
    person.set_password(password)
    with transaction.atomic():
        person.save()
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def change_password(*, person, password):
    """Choose another password: sessions elsewhere end with their next request, open sockets at once."""
    person.set_password(password)  # slow: before the transaction
    with transaction.atomic():
        if not User.objects.select_for_update().filter(pk=person.pk, is_active=True).exists():
            raise PermissionDenied(_("This account is no longer active."))
        person.save(update_fields=["password"])
        transaction.on_commit(lambda: recheck_rights([person.pk]), robust=True)
    return person


def sign_out_elsewhere(*, person, keep):
    """End every session of a person but the one with the key `keep`, and their open sockets; return how many."""
    return _end_sessions(person, PersonSession.objects.exclude(session_key=keep))


def sign_out_device(*, person, handle):
    """End one session of a person, and its open sockets; return how many had this handle (one that ended has none)."""
    keys = PersonSession.objects.filter(person_id=person.pk).values_list("session_key", flat=True)
    return _end_sessions(
        person, PersonSession.objects.filter(session_key__in=[key for key in keys if handle_of(key) == handle])
    )


def remove_second_step(*, person):
    """Let someone who lost phone and recovery codes in by password again, and end all their sessions.

    Returns whether there was a second step. Who may ask for it is the caller's question: whoever holds the server, and
    administrators who know the voice on the phone.
    """
    with transaction.atomic():
        removed, _rows = Authenticator.objects.filter(user=person).delete()
        if removed:
            sign_out_elsewhere(person=person, keep=None)
    return bool(removed)


def _end_sessions(person, sessions):
    with transaction.atomic():
        ended, _rows = sessions.filter(person_id=person.pk).delete()
        if ended:
            transaction.on_commit(lambda: recheck_rights([person.pk]), robust=True)
    return ended


def reset_password(*, person, password):
    """Choose a password by the link that was mailed, which proves the address too."""
    with transaction.atomic():
        change_password(person=person, password=password)
        EmailAddress.objects.filter(user=person, email=person.email).update(verified=True)
    return person


def update_profile(*, person, company, **said):
    """Change what others read about a person and who they are, and how pages are written for them.

    `said` holds some of PROFILE. Raises PermissionDenied for a suspended person, and for a company that they do not
    belong to.
    """
    if not said.keys() <= PROFILE:
        raise TypeError(f"No part of a profile: {said.keys() - PROFILE}")
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        ask_may_change(person)
        if company and not is_member(person, company):
            raise PermissionDenied(_("You are not a member of this company."))
        for field, value in {**said, "company": company}.items():
            setattr(person, field, value)
        person.save(update_fields=["company", *said])
        keep("person", person)
    return person


def set_photo(*, person, file):
    """Show the middle of a picture as the photo of a person; the one before goes.

    Raises PermissionDenied, content.actions.TooMany, or content.images.Refused.
    """
    ask_may_change(person)
    ask_pace(person, file.size)
    photo = keep_photo(file.read())  # slow: before the lock
    try:
        return _replace_photo(person, photo)
    except PermissionDenied:
        delete_photo(photo)
        raise


def remove_photo(*, person):
    """Show initials again. Who may ask for it is the caller's question: the person, or an administrator."""
    return _replace_photo(person, "")


def _replace_photo(person, photo):
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        if photo:
            ask_may_change(person)  # again: the account may have been closed meanwhile
        before, person.photo = person.photo, photo
        person.save(update_fields=["photo"])
        transaction.on_commit(lambda: delete_photo(before), robust=True)
    return person


def ask_may_change(person):
    if not can_change_profile(person):
        raise PermissionDenied(_("Your account is suspended: you can read, not change anything."))


def set_language(*, person, language):
    """Keep the language in which a person reads; suspended people too, since they read."""
    person.language = language
    person.save(update_fields=["language"])
    return person


def set_theme(*, person, theme):
    """Keep light or dark with the account, so that it follows to another device; suspended people too."""
    person.theme = theme
    person.save(update_fields=["theme"])
    return person


def suspend(*, by, person, until):
    """Take someone's right to write until a moment: they still read. moderation.decide asks who may, and says why.

    Raises PermissionDenied for administrators, oneself and closed accounts.
    """
    return _set_suspended(by, person, until)


def lift_suspension(*, by, person):
    """Give someone back their right to write. Raises PermissionDenied."""
    return _set_suspended(by, person, None)


def _set_suspended(by, person, until):
    with transaction.atomic():
        person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if not can_be_suspended(by, person):
            raise PermissionDenied(_("This person cannot be suspended."))
        person.suspended_until = until
        person.save(update_fields=["suspended_until"])
        transaction.on_commit(lambda: recheck_rights([person.pk]), robust=True)
    return person


def close_account(*, person):
    """Take a person's name and everything of their own away; what they wrote for others stays, unsigned.

    Raises PermissionDenied when the account is closed already or is the last administrator's.
    """
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        if not can_close(person):
            raise PermissionDenied(_("You are the only administrator: name another one before you leave."))
        forget_traces(person)
        photo = person.photo
        erase_identity(person)
        forget("person", person.pk)
        transaction.on_commit(lambda: delete_photo(photo), robust=True)
        transaction.on_commit(lambda: recheck_rights([person.pk]), robust=True)
    return person


def forget_traces(person):
    """Delete the rows that are about a person rather than written by them."""
    throw_away(person.attachments.exclude(unused_since=None))
    Email.objects.filter(to__iexact=person.email).delete()
    Notification.objects.filter(recipient=person).delete()
    Bookmark.objects.filter(person=person).delete()
    Draft.objects.filter(person=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    PersonSession.objects.filter(person_id=person.pk).delete()
    forget_companies(person)
    person.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    content_type = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=content_type, object_id=str(person.pk)).update(object_repr="–")
    # Permissions, and the roles that other apps gave (boards they moderate).
    given = [
        relation.get_accessor_name()
        for relation in person._meta.related_objects
        if relation.many_to_many and not relation.hidden
    ]
    for roles in ("groups", "user_permissions", *given):
        getattr(person, roles).clear()


def erase_identity(person):
    # .invalid never receives mail (RFC 2606), and the address must stay unique.
    person.email = f"{uuid4().hex}@closed.invalid"
    person.name = person.chosen_initials = person.role = person.about = person.photo = ""
    person.languages = []
    person.company = None
    person.is_active = person.is_staff = person.is_superuser = False
    person.closed_at = timezone.now()
    person.set_unusable_password()
    person.save()
