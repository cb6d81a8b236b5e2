from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Q

from forum.models import Post
from forum.related.links import keep_links

ROWS_AT_ONCE = 1000


class Command(BaseCommand):
    help = "Note anew which threads the posts link to. Pages tell of them as before meanwhile."

    def handle(self, **options):
        links = Q(html__contains="/fils/") | Q(html__contains="/messages/")
        after, count = 0, 0
        while True:
            with transaction.atomic():
                # Locked: words that are edited meanwhile must not be overtaken by those that were read before.
                found = Post.objects.only("html").filter(links, pk__gt=after).order_by("pk")
                posts = list(found.select_for_update(no_key=True)[:ROWS_AT_ONCE])
                for post in posts:
                    keep_links(post)
            if not posts:
                break
            after, count = posts[-1].pk, count + len(posts)
        if options["verbosity"]:
            self.stdout.write(f"{count} posts with links.")
