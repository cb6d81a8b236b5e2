import time

from django.core.management.base import BaseCommand

from search.indexing import rebuild
from search.registry import kinds


class Command(BaseCommand):
    help = "Index everything anew. Pages find, and people write, as before meanwhile."

    def add_arguments(self, parser):
        parser.add_argument("--kind", choices=sorted(kinds), action="append", help="only these; all, if not said")

    def handle(self, *, kind, **options):
        for name in kind or kinds:
            start, rows = time.perf_counter(), 0
            for indexed in rebuild(name):
                rows += indexed
                if options["verbosity"] > 1:
                    self.stdout.write(f"{name}: {rows}")
            if options["verbosity"]:
                seconds = time.perf_counter() - start
                self.stdout.write(f"{name}: {rows} in {seconds:.1f} s ({rows / seconds:.0f} a second).")
