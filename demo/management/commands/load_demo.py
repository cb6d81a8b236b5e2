import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.accounts import ACCOUNTS, PASSWORD
from demo.loader import NotEmpty, load


class Command(BaseCommand):
    help = "Fill an empty installation with demo content: people, boards, threads, rooms. Demo mode only."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("Demo accounts have public passwords: they are made in demo mode only (DEMO=1).")
        start = time.perf_counter()
        try:
            counts = load()
        except NotEmpty as refusal:
            raise CommandError("This installation holds content already. Demo content needs an empty one.") from refusal
        if options["verbosity"]:
            loaded = ", ".join(f"{count} {what}" for what, count in counts.items())
            self.stdout.write(f"{loaded}, in {time.perf_counter() - start:.1f} s.")
            self.stdout.write(f"Demo accounts, password « {PASSWORD} »:")
            for email, who in ACCOUNTS:
                self.stdout.write(f"  {email:<32} {who}")
