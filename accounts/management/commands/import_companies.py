from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.companies.importing import ListRefused, import_companies


class Command(BaseCommand):
    help = "Add the companies of a CSV file, all or none; what is wrong is told line by line."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            added = import_companies(data=file.read_bytes())
        except OSError as failure:
            raise CommandError(failure) from failure
        except ListRefused as refusal:
            told = [
                _("Line %(line)s: %(sentence)s") % {"line": line, "sentence": said} for line, said in refusal.errors
            ]
            raise CommandError("\n".join([*told, _("Nothing was imported.")])) from refusal
        self.stdout.write(f"{added} companies added.")
