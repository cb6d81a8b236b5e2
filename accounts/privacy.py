"""Who answers for personal information (Law 25, section 3.1): named on a public page."""

from django.conf import settings

from accounts.models import User


def officer():
    """Return {"name", "email"} of PRIVACY_OFFICER (« Name, email »), else of the first administrator."""
    name, _comma, email = settings.PRIVACY_OFFICER.rpartition(",")
    if email.strip():
        return {"name": name.strip(), "email": email.strip()}
    first = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    return {"name": first.name, "email": first.email} if first else {"name": "", "email": ""}
