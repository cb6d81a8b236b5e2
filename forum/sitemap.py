"""The map of public threads for search engines: pages by key, each as cheap as the next, nothing counted."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum.models import Board, Thread
from notifications.letters import absolute

KEYS = 5_000  # of threads, hidden ones too, on one page; the protocol allows 50,000 addresses
XML = "application/xml"


@require_safe
def index(request):
    last = Thread.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    pages = [absolute(reverse("forum:sitemap_page", args=[page])) for page in range(last // KEYS + 1)]
    return render(request, "forum/sitemap_index.xml", {"pages": pages}, content_type=XML)


@require_safe
def page(request, page):
    """Show the threads whose keys fall on this page; the first one begins with the boards."""
    guest = AnonymousUser()
    threads = Thread.objects.visible_to(guest).filter(pk__gte=page * KEYS, pk__lt=(page + 1) * KEYS).order_by("pk")
    rows = [
        (absolute(reverse("forum:thread", args=[pk])), moment)
        for pk, moment in threads.values_list("pk", "last_posted_at")
    ]
    if page == 0:
        rows = [(absolute(board.get_absolute_url()), None) for board in Board.objects.visible_to(guest)] + rows
    if not rows and page:
        raise Http404
    return render(request, "forum/sitemap.xml", {"rows": rows}, content_type=XML)
