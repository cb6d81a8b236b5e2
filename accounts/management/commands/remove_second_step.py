from django.core.management.base import BaseCommand, CommandError

from accounts.actions import remove_second_step
from accounts.models import User


class Command(BaseCommand):
    help = "Let someone who lost both phone and recovery codes sign in by password alone; ends all their sessions."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *, email, **options):
        person = User.objects.filter(email=User.objects.normalize_email(email), is_active=True).first()
        if person is None:
            raise CommandError(f"There is no open account with the address {email}.")
        if not remove_second_step(person=person):
            raise CommandError(f"{person.email} has no second step.")
        self.stdout.write(f"{person.email} signs in by password alone.")
