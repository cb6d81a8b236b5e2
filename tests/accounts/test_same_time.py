"""Known and unknown addresses cannot be told apart by a watch: what answering them takes is alike within 20 %.

The watch is that of the thread that answers: a busy machine lengthens what a person waits for, whoever they ask for.
"""

from statistics import median
from time import thread_time

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.urls import reverse

from tests.build import PASSWORD, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]
TRIES = 30


class StrictHasher(PBKDF2PasswordHasher):
    """The product's hasher with a fifth of its work: whatever else differs weighs five times more."""

    iterations = PBKDF2PasswordHasher.iterations // 5


@pytest.fixture
def known(settings):
    """A member whose password is hashed as the product does, not as tests do."""
    settings.PASSWORD_HASHERS = [f"{__name__}.StrictHasher"]
    return make_user("Camille Gauthier")


def spent(client_of, page, form):
    """Return the seconds of computing that one answer took."""
    browser = client_of(None)
    start = thread_time()
    answer = browser.post(reverse(page), form)
    seconds = thread_time() - start
    assert answer.status_code in (302, 422)
    return seconds


@pytest.mark.parametrize(
    ("page", "form_for"),
    [
        ("account_login", lambda email: {"login": email, "password": "pas-le-bon-mot"}),
        ("account_signup", lambda email: {"name": "x", "email": email, "password1": PASSWORD, "consent": "on"}),
        ("account_reset_password", lambda email: {"email": email}),
    ],
)
def test_known_and_unknown_take_the_same(client_of, known, page, form_for):
    # One beside the other: what slows the processor for a while slows both.
    ratios = []
    for n in range(TRIES):
        addresses = (known.email, f"inconnue{n}@example.org")
        of_known, of_unknown = (spent(client_of, page, form_for(address)) for address in addresses)
        ratios.append(of_known / of_unknown)
    assert 0.8 < median(ratios) < 1.25, ratios
