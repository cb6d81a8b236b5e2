import time

from django.core.management.base import BaseCommand

from config.jobs import TICK, tick


class Command(BaseCommand):
    help = "Do what falls due, each minute: retries, reminders, rescue of jobs whose process died."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do it once and stop, for a timer or cron")

    def handle(self, *, once, **options):
        tick()
        while not once:
            time.sleep(TICK)
            tick()
