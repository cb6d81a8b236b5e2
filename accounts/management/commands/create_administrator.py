import getpass
import os

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import IntegrityError

from accounts.actions import create_administrator
from accounts.models import User


class Command(BaseCommand):
    help = "Create a person who may do everything, admin included; the address counts as confirmed."

    def add_arguments(self, parser):
        parser.add_argument("email", nargs="?", help="default: ESPACE_ADMIN_EMAIL, else asked")
        parser.add_argument(
            "--password", help="default: ESPACE_ADMIN_PASSWORD, else asked (arguments show in process lists)"
        )

    def handle(self, *, email, password, **options):
        email = email or os.environ.get("ESPACE_ADMIN_EMAIL") or input("Email: ")
        email = User.objects.normalize_email(email)
        if User.objects.filter(email=email).exists():
            raise CommandError(f"There is already an account with the address {email}.")
        password = password or os.environ.get("ESPACE_ADMIN_PASSWORD") or getpass.getpass("Password: ")
        try:
            validate_email(email)
            validate_password(password, User(email=email))
            create_administrator(email=email, password=password)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        except IntegrityError as taken:
            raise CommandError(f"There is already an account with the address {email}.") from taken
        self.stdout.write(f"Administrator {email} created.")
