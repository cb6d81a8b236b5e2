"""What one person wrote, for those whom they let see the list, and no more of it than each may read."""

from django.contrib.auth import get_user_model
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from content.paging import page_of
from forum.lists import page_of_keys, threads_in_list
from forum.models import Post, Thread


@require_safe
def threads(request, pk):
    person = find_writer(request.user, pk)
    found = Thread.objects.visible_to(request.user).filter(author=person, hidden_at=None)
    page = page_of_keys(found, request.GET)
    page = page.with_rows(threads_in_list(request.user, page.rows))
    return show(request, "forum/person_threads.html", person, page)


@require_safe
def posts(request, pk):
    person = find_writer(request.user, pk)
    found = Post.objects.visible_to(request.user).filter(author=person, hidden_at=None, thread__hidden_at=None)
    page = page_of(found.select_related("thread__board"), request.GET, moment="created_at")
    return show(request, "forum/person_posts.html", person, page)


def find_writer(reader, pk):
    """Return the person; a list that is not for this reader is as absent as nobody's. Raises Http404."""
    people = get_user_model().objects.visible_to(reader).select_related("company")
    person = get_object_or_404(people, pk=pk)
    if not person.shows("writing", reader):
        raise Http404
    return person


def show(request, template, person, page):
    return render(request, template, {"person": person, "shows": person.parts_for(request.user), "page": page})
