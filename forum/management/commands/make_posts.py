import itertools
import random
import time
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from forum.bulk import PostDraft, ThreadDraft, add_threads, analyze
from forum.models import Board, Tag, Thread

POSTS_PER_TRANSACTION = 5000
MOST_READERS = 6  # of a thread, besides those who write in it
YEARS = timedelta(days=3 * 365)
WORDS = (
    "la presse le four une billette de 6061 en 7075 à 480 °C pendant trois heures avec un gabarit pour la trempe "
    "des profilés sans bavure après le sciage sur la ligne deux par quart une lame de 80 dents moins de rebuts"
).split()


class Command(BaseCommand):
    help = "Store many posts, in threads of every length, to measure the pages of a large site. Never undone."

    def add_arguments(self, parser):
        parser.add_argument("--posts", type=int, default=200_000)
        parser.add_argument("--longest", type=int, help="posts of the longest thread; a fiftieth of all, if not said")
        parser.add_argument(
            "--yes", action="store_true", help="outside demo mode too: the database is one to throw away"
        )

        parser.add_argument("--unindexed", action="store_true", help="leave them to rebuild_search: it takes longest")

    def handle(self, *, posts, longest, yes, unindexed, **options):
        if not (settings.DEMO or yes):
            raise CommandError("These posts stay for ever. If this database is one to throw away, say --yes.")
        # Always the same content: two measures compare.
        site = Site(random.Random(posts))  # noqa: S311
        start, threads = time.perf_counter(), 0
        for lengths in transactions(site.lengths(posts, longest or max(1, posts // 50))):
            threads += len(add_threads([site.draft(length) for length in lengths]))
        seconds = time.perf_counter() - start
        if not unindexed:
            call_command("rebuild_search", verbosity=0)
        analyze()
        if options["verbosity"]:
            rate = posts / seconds
            self.stdout.write(f"{posts} posts in {threads} threads, in {seconds:.1f} s ({rate:.0f} posts a second).")


def transactions(lengths):
    """Group lengths of threads into lists of about five thousand posts."""
    group, posts = [], 0
    for length in lengths:
        group.append(length)
        posts += length
        if posts >= POSTS_PER_TRANSACTION:
            yield group
            group, posts = [], 0
    if group:
        yield group


class Site:
    """Where made-up posts go: the boards, tags and people that are there, or new ones where there are few."""

    def __init__(self, chance):
        self.chance = chance
        self.serial = itertools.count(1)
        self.now = timezone.now()
        self.bodies = [self.prose() for _ in range(50)]
        self.boards = list(Board.objects.all()) or [
            Board.objects.create(slug=f"mesure-{n}", name_fr=f"Mesure {n}", position=n) for n in range(1, 9)
        ]
        self.tags = list(Tag.objects.all()) or [Tag.objects.create(name=f"mesure {n}") for n in range(1, 31)]
        self.people = list(User.objects.filter(is_active=True)[:200])
        if len(self.people) < 20:
            names = [(f"mesure-{n}@example.invalid", f"Personne {n}") for n in range(1, 41)]
            self.people = User.objects.bulk_create(User(email=email, name=name) for email, name in names)

    def prose(self):
        lengths = self.chance.choices(range(6, 19), k=self.chance.randint(2, 8))
        return " ".join(f"{self.words(length).capitalize()}." for length in lengths)

    def words(self, count):
        return " ".join(self.chance.choices(WORDS, k=count))

    def lengths(self, posts, longest):
        """Yield how many posts each thread has, `posts` in all: the longest, then mostly short ones to half of it."""
        length = longest
        while posts > 0:
            yield min(length, posts)
            posts -= length
            length = min(int(self.chance.paretovariate(1.1)), max(1, longest // 2))

    def draft(self, length):
        opened = self.now - self.chance.random() * YEARS
        # Replies come within a day of each other, and all before now.
        step = min(timedelta(hours=self.chance.uniform(0.2, 24)), (self.now - opened) / (length + 1))
        return ThreadDraft(
            board=self.chance.choice(self.boards),
            kind=self.chance.choices(Thread.Kind.values, weights=[7, 2, 1])[0],
            title=f"Mesure {next(self.serial)} : {self.words(8)}?",
            tags=self.chance.sample(self.tags, k=min(len(self.tags), self.chance.randint(1, 3))),
            posts=[self.post(opened + place * step) for place in range(length)],
            readers=self.readers(length),
        )

    def readers(self, length):
        """Return who opened a thread of this many posts, most of them without coming back since."""
        some = self.chance.sample(self.people, k=self.chance.randint(0, MOST_READERS))
        return {person: self.chance.randint(1, length) for person in some}

    def post(self, moment):
        return PostDraft(author=self.chance.choice(self.people), body=self.chance.choice(self.bodies), moment=moment)
