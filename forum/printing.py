"""A thread as it goes on paper: all that its reader sees of it, hundreds of posts at once."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.paging import read_number
from forum.models import Post, Thread
from forum.questions.settling import with_answers
from forum.reading import posts_shown, tags_of
from forum.views import find_thread
from notifications.letters import absolute

MOST = 500  # posts of one part


@require_safe
def print_thread(request, pk):
    """Show all posts of a thread, hidden ones for nobody: paper goes from hand to hand."""
    thread = find_thread(Thread.objects.visible_to(request.user).select_related("board"), pk)
    if thread.pk != pk:
        return redirect("forum:print", thread.pk)
    start = read_number(request.GET.get("message", "")) or 1
    found = list(posts_shown(thread, False, "number", most=MOST + 1, number__gte=start))
    posts = found[:MOST]
    for post in posts:
        post.thread = thread
    context = {
        "thread": thread,
        "tags": tags_of(thread.pk),
        "posts": answer_first(with_answers(posts)),
        "start": start,
        "following": found[MOST].number if len(found) > MOST else None,
        "address": absolute(thread.get_absolute_url()),
        "now": timezone.now(),
    }
    return render(request, "forum/print.html", context)


def answer_first(posts):
    """Return the posts with the accepted answer whole after the question, instead of its beginning."""
    accepted = [post for post in posts if post.mark == Post.Mark.ACCEPTED]
    if accepted and posts[0].answer_id == accepted[0].pk:
        posts[0].answer = None
        return [posts[0], *accepted, *(post for post in posts[1:] if post not in accepted)]
    return posts
