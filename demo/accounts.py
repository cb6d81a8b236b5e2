"""Whom to sign in as in the demo. These accounts exist in demo mode only, on a loopback address."""

PASSWORD = "demo-aluminium"  # noqa: S105, public: printed at each start
ADMINISTRATOR = "admin@demo.invalid"
READER = "camille-gauthier"
MODERATOR = "sylvie-desrosiers"
ACCOUNTS = [
    (f"{READER}@demo.invalid", "member"),
    (f"{MODERATOR}@demo.invalid", "moderator"),
    (ADMINISTRATOR, "administrator"),
]


def email_of(handle):
    # .invalid never receives mail (RFC 2606).
    return f"{handle}@demo.invalid"
