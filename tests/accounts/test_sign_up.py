import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from accounts.actions import WORDING, sign_up
from accounts.models import Consent, User
from notifications.models import Email
from tests.build import PASSWORD, make_user

pytestmark = pytest.mark.django_db

FORM = {"name": "Camille Gauthier", "email": "Camille@Example.org", "password1": PASSWORD, "consent": "on"}


def send(client, **changes):
    return client.post(reverse("account_signup"), {**FORM, **changes})


def link_in(email):
    return re.search(r"http://localhost:8000(/\S+)", email.text)[1]


def test_from_sign_up_to_signed_in(client):
    answer = send(client)
    assert (answer.status_code, answer.url) == (302, reverse("account_email_verification_sent"))
    person = User.objects.get()
    assert (person.email, person.name, person.language) == ("camille@example.org", "Camille Gauthier", "fr-ca")
    consent = Consent.objects.get(person=person)
    assert (consent.purpose, consent.wording, consent.withdrawn_at) == ("terms", WORDING, None)
    assert "camille@example.org" in client.get(answer.url).content.decode()

    page = link_in(Email.objects.get())
    assert client.get(page).status_code == 200
    assert EmailAddress.objects.get().verified is False, "opening the link is not enough"
    answer = client.post(page)
    assert (answer.status_code, answer.url) == (302, "/")
    assert EmailAddress.objects.get().verified is True
    assert client.session["_auth_user_id"] == str(person.pk)


def test_confirmed_elsewhere_one_signs_in_by_password(client, client_of):
    send(client)
    phone = client_of(None)
    answer = phone.post(link_in(Email.objects.get()))
    assert (answer.status_code, answer.url) == (302, reverse("account_login"))
    answer = phone.post(answer.url, {"login": FORM["email"], "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/")


def test_a_link_works_once_and_leaves_the_signed_in_alone(client, client_of, noe):
    send(client)
    page = link_in(Email.objects.get())
    other = client_of(noe)
    assert other.get(page).status_code == 200
    assert other.session["_auth_user_id"] == str(noe.pk)
    client.post(page)
    for answer in (client.get(page), client.post(page), client.get(page.replace(":", "x", 1))):
        assert answer.status_code == 404


def test_without_confirmation_nobody_signs_in(client):
    send(client)
    answer = client.post(reverse("account_login"), {"login": FORM["email"], "password": PASSWORD})
    assert answer.url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "changes",
    [
        {"consent": ""},
        {"name": ""},
        {"name": "\u200b\u202e "},
        {"name": "x" * 81},
        {"email": "camille"},
        {"email": "cаmille@example.org"},
        {"email": "camille@example.org\nBcc: noe@example.org"},
        {"password1": "court"},
        {"password1": "camille@example.org"},
        {"password1": "1234567890"},
    ],
)
def test_refused_and_what_was_typed_stays(client, changes):
    answer = send(client, **changes)
    assert answer.status_code == 422
    assert not User.objects.exists() and not Email.objects.exists()
    kept = {**FORM, **changes}["name"].strip()
    assert kept in answer.content.decode()


def test_extra_fields_are_ignored(client, fjord):
    send(
        client, is_staff="on", is_superuser="on", company=fjord.pk, verified="on", language="en-ca", suspended_until=""
    )
    person = User.objects.get()
    assert (person.is_staff, person.is_superuser, person.company, person.language) == (False, False, None, "fr-ca")
    assert EmailAddress.objects.get().verified is False


def test_in_english_for_who_reads_english(client):
    client.cookies["django_language"] = "en-ca"
    send(client)
    assert User.objects.get().language == "en-ca"
    assert "open this link" in Email.objects.get().text


def test_a_known_address_gets_another_email_but_the_same_answer(client, client_of, camille):
    camille.language = "en-ca"
    camille.save()
    answer = send(client)
    known = client.get(answer.url).content.decode()
    assert (answer.status_code, answer.url) == (302, reverse("account_email_verification_sent"))
    assert User.objects.count() == 1
    email = Email.objects.get()
    assert (email.to, email.subject) == ("camille@example.org", "You already have an account at Espace Aluminium")

    stranger = client_of(None)
    unknown = stranger.get(send(stranger, email="lea@example.org").url).content.decode()
    assert plain(known) == plain(unknown.replace("lea@", "camille@"))


def plain(page):
    return re.sub(r'(csrfmiddlewaretoken" value|data-csrf|nonce)="[^"]*"', "", page)


class OvertakenHasher(MD5PasswordHasher):
    """Lets another request take the same address between the form's check and the insert."""

    overtake = None

    def encode(self, password, salt):
        overtake, OvertakenHasher.overtake = OvertakenHasher.overtake, None
        if overtake:
            overtake()
        return super().encode(password, salt)


def test_taken_meanwhile_counts_as_known(client, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.OvertakenHasher"]
    OvertakenHasher.overtake = lambda: make_user("Camille Gauthier")
    answer = send(client)
    assert answer.url == reverse("account_email_verification_sent")
    assert User.objects.get().emailaddress_set.get().verified is True
    assert "account" in Email.objects.get().subject or "compte" in Email.objects.get().subject


def test_action_makes_all_or_nothing(camille):
    with pytest.raises(IntegrityError):
        sign_up(email="CAMILLE@example.org", name="Autre", password=PASSWORD, language="fr-ca")
    assert (User.objects.count(), EmailAddress.objects.count(), Consent.objects.count()) == (1, 1, 1)


def test_addresses_in_emails_start_with_ours_whatever_the_host_says(client):
    client.post(reverse("account_signup"), FORM, headers={"host": "localhost:666"})
    assert "localhost:666" not in Email.objects.get().text + Email.objects.get().html


def test_a_name_cannot_speak_in_emails(client):
    send(client, name="<script>alert(1)</script> Gagnez un prix https://evil.example")
    email = Email.objects.get()
    assert "evil" not in email.text + email.html


def test_email_of_a_person_is_kept_in_one_form():
    person = User(email=" Camille@Example.ORG ", name="x")
    person.clean()
    assert person.email == "camille@example.org"
    with pytest.raises(ValidationError):
        User(email="pas-une-adresse", password="x").full_clean()
