"""Who may do what with companies and their members. Reads only."""

from accounts.companies.models import Company, Membership


def is_member(user, company):
    return Membership.objects.filter(person=user, company=company).exists()


def can_invite(user, company):
    return user.may_write and is_member(user, company)


def can_decide(user, company):
    """Tell whether this person says who belongs to the company: one in charge of it, or a moderator."""
    return user.may_write and Company.objects.decided_by(user).filter(pk=company.pk).exists()


def can_settle(user, request):
    """Nobody decides about themselves, moderators and administrators included."""
    return request.person_id != user.pk and can_decide(user, request.company)


def can_revoke(user, invitation):
    return invitation.inviter_id == user.pk or can_decide(user, invitation.company)


def can_edit(user, company):
    return user.may_write and Membership.objects.filter(person=user, company=company, in_charge=True).exists()


def can_remove(user, membership):
    """Those in charge remove the others; one of their own only a moderator does, so that none throws the rest out."""
    company = membership.company
    if membership.person_id == user.pk or not can_decide(user, company):
        return False
    return not (membership.in_charge and is_member(user, company))


def can_put_in_charge(user, membership):
    return membership.person_id != user.pk and can_decide(user, membership.company)


def can_verify(user):
    """Administrators with the right « May mark a company as verified »."""
    return user.is_staff and user.may_write and user.has_perm("accounts.verify_company")
