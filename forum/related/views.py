"""What stands around a thread, over HTTP: those like it, and those that link to it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.pace import is_too_fast
from content.prepared import one_or_404, prepared
from forum.models import Thread
from forum.related.finding import related_threads, similar_threads
from forum.related.links import mentions_of

MOST_A_MINUTE = 40
LONGEST_TITLE = 200


@login_required
@require_safe
def similar(request):
    """Answer a title that is being typed: threads that say the same."""
    if is_too_fast(request.user, "similar", most=MOST_A_MINUTE):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    threads = similar_threads(request.user, request.GET.get("q", "")[:LONGEST_TITLE])
    return render(request, "forum/_similar.html", {"similar": threads})


@require_safe
def related(request, pk):
    """Show what stands around a thread: a part of its page that comes later, a page without its script."""
    thread = one_or_404(thread_seen(request.user, pk))
    context = {
        "thread": thread,
        "mentions": mentions_of(request.user, thread),
        "related": related_threads(request.user, thread),
    }
    return render(request, "forum/_related.html" if request.htmx else "forum/related.html", context)


@prepared
def thread_seen(user, pk):
    return Thread.objects.visible_to(user).filter(pk=pk)
