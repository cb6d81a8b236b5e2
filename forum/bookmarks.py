"""Threads and posts as bookmarks tell of them."""

from bookmarks import kinds
from bookmarks.kinds import Shown
from forum.models import Post, Thread


def register():
    kinds.register("thread", Thread.objects.told_to, shown=shown_thread)
    kinds.register("post", Post.objects.told_to, shown=shown_post)


def shown_thread(thread):
    thread = thread.merged_into or thread
    return Shown(title=thread.title, language=thread.language, place=thread.board.name)


def shown_post(post):
    thread = post.thread
    return Shown(
        title=thread.title,
        language=thread.language,
        place=thread.board.name,
        html=post.html,
        words_language=post.language,
    )
