from django.core.management.base import BaseCommand

from config.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compile the translations that changed (locale/*/LC_MESSAGES/*.po)."
    requires_system_checks = ()

    def handle(self, **options):
        languages = compile_catalogues()
        self.stdout.write(f"Compiled: {', '.join(languages)}" if languages else "Nothing to compile.")
