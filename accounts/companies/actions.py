"""Every write about companies: who comes, who goes, who is in charge, what their page says."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.companies.models import Company, Invitation, JoinRequest, Membership, digest_of
from accounts.companies.permissions import (
    can_edit,
    can_invite,
    can_put_in_charge,
    can_remove,
    can_revoke,
    can_settle,
    can_verify,
    is_member,
)
from accounts.emails import send_letter
from accounts.moderators import moderators
from content.pace import lock
from content.text import ask_unchanged
from notifications.actions import notify

MOST_INVITATIONS = 20  # of one person in a day: they leave as emails to whoever is named
KEEP_INVITATIONS = timedelta(days=30)
MOST_REQUESTS = 10  # of one person in a week: each one is told to people


class AlreadySettled(Exception):
    """Someone came first: what is asked is so already or cannot be any more, and nothing was written."""


class TooMany(Exception):
    """This person did it often enough for now."""


def invite(*, by, company, email="", language="fr-ca"):
    """Make a link by which one person becomes a member, and mail it when there is an address; return the link.

    The link is in the answer and in the email only. Raises PermissionDenied and TooMany.
    """
    token = secrets.token_urlsafe(16)  # 128 bits
    link = settings.SITE_URL + reverse("accounts:invitation", args=[token])
    with transaction.atomic():
        lock(by)
        if not can_invite(by, company):
            raise PermissionDenied(_("Only members of a company invite to it."))
        lately = Invitation.objects.filter(inviter=by, created_at__gt=timezone.now() - timedelta(days=1))
        if lately.count() >= MOST_INVITATIONS:
            raise TooMany(_("You have invited many people today: go on tomorrow."))
        Invitation.objects.create(company=company, inviter=by, email=email, digest=digest_of(token))
        if email:
            words = {"company": company, "inviter": by, "link": link}
            send_letter("company_invitation", to=email, language=language, context=words)
    return link


def revoke_invitation(*, by, invitation):
    """Make a link useless. Raises PermissionDenied, and AlreadySettled when it works no more."""
    if not can_revoke(by, invitation):
        raise PermissionDenied(_("This invitation is not yours to revoke."))
    if not Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        raise AlreadySettled(_("This invitation no longer worked."))


def accept_invitation(*, person, token):
    """Become a member by a link, once; return the membership.

    Who is a member already leaves the link to someone else. Raises PermissionDenied, and
    AlreadySettled when the link works no more.
    """
    with transaction.atomic():
        person = lock(person)
        if not person.may_write:
            raise PermissionDenied(_("Your account is suspended: you can read, not change anything."))
        invitation = Invitation.objects.open().with_token(token).select_related("company", "inviter").first()
        if invitation and is_member(person, invitation.company):
            return person.memberships.get(company=invitation.company)
        # The update asks again under the row's lock: two who press at once are one member.
        if not invitation or not Invitation.objects.open().filter(pk=invitation.pk).update(used_at=timezone.now()):
            raise AlreadySettled(_("This invitation no longer works."))
        membership = add_member(person, invitation.company)
        person.join_requests.open().filter(company=invitation.company).update(
            outcome=JoinRequest.Outcome.APPROVED, settled_at=timezone.now(), settled_by=invitation.inviter
        )
        notify([invitation.inviter], kind="company_joined", actor=person, about=membership)
    return membership


def forget_old_invitations():
    """Delete invitations that ended long ago, with the addresses they were sent to; called each minute."""
    Invitation.objects.filter(created_at__lt=timezone.now() - KEEP_INVITATIONS).delete()


def ask_to_join(*, person, company, word=""):
    """Ask those in charge, moderators where nobody is; return the request. A company without members is claimed.

    Raises PermissionDenied for members and suspended people, AlreadySettled while a request waits, TooMany.
    """
    try:
        with transaction.atomic():
            person = lock(person)
            if not person.may_write:
                raise PermissionDenied(_("Your account is suspended: you can read, not change anything."))
            if is_member(person, company):
                raise PermissionDenied(_("You are a member of this company already."))
            lately = person.join_requests.filter(created_at__gt=timezone.now() - timedelta(days=7))
            if lately.count() >= MOST_REQUESTS:
                raise TooMany(_("You have asked many companies this week: wait for their answers."))
            claim = not company.memberships.exists()
            request = JoinRequest.objects.create(person=person, company=company, word=word, is_claim=claim)
            notify(those_who_decide(company), kind="join_asked", actor=person, about=request)
    except IntegrityError:
        raise AlreadySettled(_("You have asked already: your request waits for an answer.")) from None
    return request


def those_who_decide(company):
    """Return whom a request is told to; every moderator may decide, they are told only where nobody is in charge."""
    in_charge = company.members.filter(memberships__in_charge=True, memberships__company=company, is_active=True)
    if in_charge.exists():
        return in_charge
    chiefs = Q(is_staff=True) | Q(is_superuser=True)
    return moderators().filter(chiefs) if company.is_partner else moderators()


def settle_request(*, by, request, approve):
    """Approve or refuse a request and tell who asked; return it.

    A claim approved puts in charge, unless someone has been since. Raises PermissionDenied, and AlreadySettled
    when it was settled, withdrawn, or the person has left the site.
    """
    with transaction.atomic():
        person = lock(request.person)
        if not can_settle(by, request):
            raise PermissionDenied(_("This request is not yours to decide."))
        if person.closed_at or not person.is_active:
            raise AlreadySettled(_("This person has left."))
        outcome = JoinRequest.Outcome.APPROVED if approve else JoinRequest.Outcome.REFUSED
        _settle(request, by, outcome)
        if approve:
            company = Company.objects.select_for_update(no_key=True).get(pk=request.company_id)
            led = company.memberships.filter(in_charge=True).exists()
            add_member(person, company, in_charge=request.is_claim and not led)
        notify([person], kind="join_settled", actor=by, about=request)
    return request


def withdraw_request(*, person, request):
    """Take one's own request back. Raises PermissionDenied, and AlreadySettled when it was answered."""
    if request.person_id != person.pk:
        raise PermissionDenied(_("This request is not yours."))
    _settle(request, person, JoinRequest.Outcome.WITHDRAWN)


def _settle(request, by, outcome):
    changes = {"outcome": outcome, "settled_at": timezone.now(), "settled_by": by}
    if not JoinRequest.objects.open().filter(pk=request.pk).update(**changes):
        raise AlreadySettled(_("This request has been settled already."))
    for field, value in changes.items():
        setattr(request, field, value)


def leave_company(*, person, company):
    """Stop belonging to a company. Raises AlreadySettled for who does not.

    The last one in charge may go too: nobody is kept where they work no more. Moderators decide from then on,
    and can put another member in charge.
    """
    with transaction.atomic():
        person = lock(person)
        if not person.memberships.filter(company=company).delete()[0]:
            raise AlreadySettled(_("You are no longer a member of this company."))
        keep_shown_company(person)


def remove_member(*, by, membership):
    """End someone's membership and tell them. Raises PermissionDenied, and AlreadySettled when it had ended."""
    with transaction.atomic():
        person = lock(membership.person)
        if not can_remove(by, membership):
            raise PermissionDenied(_("You cannot remove this person."))
        if not Membership.objects.filter(pk=membership.pk).delete()[0]:
            raise AlreadySettled(_("This person is no longer a member."))
        keep_shown_company(person)
        notify([person], kind="company_removed", actor=by, about=membership.company)


def put_in_charge(*, by, membership):
    """Let a member decide about the company and tell them. Raises PermissionDenied and AlreadySettled."""
    with transaction.atomic():
        if not can_put_in_charge(by, membership):
            raise PermissionDenied(_("You cannot put this person in charge."))
        if not Membership.objects.filter(pk=membership.pk, in_charge=False).update(in_charge=True):
            raise AlreadySettled(_("This person is in charge already, or no longer a member."))
        notify([membership.person], kind="company_in_charge", actor=by, about=membership)


def edit_company(*, by, company, seen="", **fields):
    """Change what a company's page says; its name is the administrators' to change.

    `seen` is the digest of the words it replaces, empty to replace any. Raises PermissionDenied, or Changed.
    """
    with transaction.atomic():
        company = Company.objects.select_for_update(no_key=True).get(pk=company.pk)
        if not can_edit(by, company):
            raise PermissionDenied(_("Only those in charge of a company change its page."))
        present = company.words
        for field, value in fields.items():
            setattr(company, field, value)
        ask_unchanged(present, seen=seen, body=company.words)
        company.save(update_fields=list(fields))
    return company


def verify_company(*, by, company, verified=True):
    """Say that the company is who it says, or no longer so. Raises PermissionDenied and AlreadySettled."""
    if not can_verify(by):
        raise PermissionDenied(_("Only administrators verify companies."))
    row = Company.objects.filter(pk=company.pk, verified_at__isnull=verified)
    if not row.update(verified_at=timezone.now() if verified else None, verified_by=by if verified else None):
        raise AlreadySettled(_("Someone else has done it already."))


def add_member(person, company, *, in_charge=False):
    membership, created = Membership.objects.get_or_create(
        person=person, company=company, defaults={"in_charge": in_charge}
    )
    if created:
        keep_shown_company(person)
    return membership


def keep_shown_company(person):
    """Show beside a person's name one of the companies they belong to: the same as before while it is one."""
    mine = list(person.memberships.order_by("created_at", "pk").values_list("company_id", flat=True))
    if person.company_id not in mine:
        person.company_id = mine[0] if mine else None
        person.save(update_fields=["company"])


def forget_companies(person):
    """Take what someone who closes their account asked, invited and belonged to."""
    person.memberships.all().delete()
    person.join_requests.all().delete()
    Invitation.objects.filter(Q(inviter=person) | Q(email__iexact=person.email)).delete()
