"""Who may do what with profiles and accounts. Reads only."""

from accounts.models import User


def can_change_profile(user):
    return user.may_write


def can_be_suspended(by, person):
    """Administrators run the site, and nobody suspends themselves; who else may is moderation's question."""
    protected = person.is_staff or person.is_superuser or person.closed_at
    return by.may_write and not protected and person.pk != by.pk


def can_close(user):
    """Suspended people may leave too; the last administrator may not, or nobody could run the site."""
    if not user.is_active or user.closed_at:
        return False
    return not user.is_superuser or User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk).exists()
