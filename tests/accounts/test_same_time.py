"""Known and unknown addresses cannot be told apart by a watch: medians of 50 tries within 20 %."""

from statistics import median
from time import perf_counter

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.urls import reverse

from tests.build import PASSWORD, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TRIES = 50


class StrictHasher(PBKDF2PasswordHasher):
    """The product's hasher with a fifth of its work: whatever else differs weighs five times more."""

    iterations = PBKDF2PasswordHasher.iterations // 5


@pytest.fixture
def known(settings):
    """A member whose password is hashed as the product does, not as tests do."""
    settings.PASSWORD_HASHERS = [f"{__name__}.StrictHasher"]
    return make_user("Camille Gauthier")


def medians(client_of, page, form_for, known):
    """Measure both sides one after the other, so that a busy moment of the machine touches both."""
    times = {"known": [], "unknown": []}
    for n in range(TRIES):
        for side, email in (("known", known.email), ("unknown", f"inconnue{n}@example.org")):
            browser = client_of(None)
            start = perf_counter()
            answer = browser.post(reverse(page), form_for(email))
            times[side].append(perf_counter() - start)
            assert answer.status_code in (302, 422)
    return median(times["known"]), median(times["unknown"])


@pytest.mark.parametrize(
    ("page", "form_for"),
    [
        ("account_login", lambda email: {"login": email, "password": "pas-le-bon-mot"}),
        ("account_signup", lambda email: {"name": "x", "email": email, "password1": PASSWORD, "consent": "on"}),
        ("account_reset_password", lambda email: {"email": email}),
    ],
)
def test_medians_are_within_a_fifth(client_of, known, page, form_for):
    of_known, of_unknown = medians(client_of, page, form_for, known)
    assert abs(of_known - of_unknown) / max(of_known, of_unknown) < 0.2, (of_known, of_unknown)
