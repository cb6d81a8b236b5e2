"""Boards and threads, and what people do in them."""

import re
from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import gettext, override

from content.actions import upload
from content.drafts import save_draft
from content.images import is_picture
from content.models import Attachment
from demo.names import mention_of
from demo.reader import FOLDER, posts_of
from forum import actions
from forum.bulk import PostDraft, ThreadDraft
from forum.following import actions as following
from forum.models import Board, Post, Tag
from forum.moderating.actions import arrange_thread
from forum.moving.actions import merge_thread, move_posts
from forum.questions import actions as questions
from forum.questions import reminders
from forum.questions.trials import report_trial
from forum.signing import asker_of

# A file of demo/content/files and the name that its author gave it.
FILE = re.compile(r"\{file (\S+) ([^}]+)\}")
QUIET = timedelta(days=4)  # who wrote in a thread has seen its end since


def add_boards(boards, people):
    made = {}
    for place, board in enumerate(boards, start=1):
        fields = {name: value for name, value in board.items() if name != "moderators"}
        made[board["slug"]] = Board.objects.create(position=place, **fields)
        made[board["slug"]].moderators.set(people[handle] for handle in board["moderators"])
    return made


def add_tags(tags, companies):
    made = {}
    for tag in tags:
        made[tag["slug"]] = Tag.objects.create(slug=tag["slug"], name=tag["name_fr"], name_en=tag["name_en"])
        made[tag["slug"]].caretakers.set(companies[slug] for slug in tag.get("caretakers", []))
    return made


def draft_of(thread, names, now):
    posts = [PostDraft(names.people[handle], body, moment) for moment, handle, body in posts_of(thread, now)]
    is_quiet = posts[-1].moment < now - QUIET
    return ThreadDraft(
        board=names.boards[thread["board"]],
        kind=thread["kind"],
        title=thread["title"],
        tags=[names.tags[slug] for slug in thread["tags"]],
        posts=posts,
        readers={post.author: len(posts) for post in posts} if is_quiet else {},
    )


# ---- What moments.toml tells ------------------------------------------------------------


def start(names, *, author, board, kind, title, tags, body, signed=False):
    actions.start_thread(
        author=names.people[author],
        board=names.boards[board],
        kind=kind,
        title=title,
        tags=[names.tags[slug] for slug in tags],
        body=names.typed(body),
        client_id=uuid4(),
        signed=signed,
    )


def reply(names, *, author, thread, body, quote=None):
    author, there = names.people[author], names.thread(thread)
    body = composed(names, author, thread, body, quote)
    actions.post_reply(author=author, thread=there, body=body, client_id=uuid4())


def composed(names, author, thread, body, quote):
    """Return a text as its author sends it: after what it quotes of the thread, with the addresses of its files."""
    words = FILE.sub(lambda found: attached(author, *found.groups()).markdown, names.typed(body))
    return f"{quoted(names.post(thread, quote['number']), quote['words'])}\n\n{words}" if quote else words


def quoted(post, words):
    """Return words of a post as « Citer » puts them into a reply."""
    author = {"name": mention_of(post.author), "address": post.get_absolute_url()}
    with override("fr-ca"):
        head = gettext("{name} [wrote]({address}):").format(**author)
    return "\n".join(f"> {line}".rstrip() for line in [head, "", *words.split("\n")])


def attached(uploader, file, name):
    """Return the attachment of that name: an edited message shows the one that it showed before."""
    known = uploader.attachments.filter(name=name).first()
    if known:
        return known
    data = (FOLDER / "files" / file).read_bytes()
    kind = Attachment.Kind.PICTURE if is_picture(data) else Attachment.Kind.PDF
    return upload(uploader=uploader, file=SimpleUploadedFile(file, data), name=name, kind=kind)


def edit(names, *, thread, number, body, quote=None):
    post = names.post(thread, number)
    actions.edit_post(by=post.author, post=post, body=composed(names, post.author, thread, body, quote))


def read(names, *, person, thread, number):
    actions.read_thread(person=names.people[person], thread=names.thread(thread), number=number)


def watch(names, *, person, thread, watch):
    actions.watch_thread(person=names.people[person], thread=names.thread(thread), watch=watch)


def follow(names, *, person, **what):
    known = {"board": names.boards, "tag": names.tags, "author": names.people, "company": names.companies}
    for kind, name in what.items():
        following.follow(person=names.people[person], what=kind, target=known[kind][name])


def begin(names, *, person, thread, body):
    save_draft(person=names.people[person], place=names.thread(thread).topic, body=names.typed(body))


def pin(names, *, by, thread, days):
    thread = names.thread(thread)
    same = {"title": thread.title, "kind": thread.kind, "tags": list(thread.tags.all()), "board": thread.board}
    arrange_thread(by=names.people[by], thread=thread, pinned_until=timezone.now() + timedelta(days=days), **same)


def settle(names, *, thread, accepted, also):
    """Let whoever asked say which reply is the answer, and which ones were useful too."""
    for number, mark in [(accepted, Post.Mark.ACCEPTED), *((number, Post.Mark.ALSO) for number in also)]:
        post = names.post(thread, number)
        questions.mark_answer(by=asker_of(post.thread), post=post, mark=mark)


def vote(names, *, people, thread, number):
    """Let people say that a message is useful or, of a question, that they have the same problem."""
    for handle in people:
        questions.vote(by=names.people[handle], post=names.post(thread, number), useful=True)


def tell_trial(names, *, person, thread, **said):
    """Let someone of another company tell what came of the accepted answer."""
    post = Post.objects.select_related("thread__board").get(thread__title=thread, mark=Post.Mark.ACCEPTED)
    report_trial(by=names.people[person], post=post, **{"size": "", "equipment": "", "cost": "", **said})


def bring(names):
    """Let the job of each minute bring what waits to whom it is for."""
    reminders.run_due()


def move(names, *, by, thread, number, to):
    post = names.post(thread, number)
    move_posts(by=names.people[by], thread=post.thread, posts=[post.pk], to=names.thread(to))


def merge(names, *, by, thread, to):
    merge_thread(by=names.people[by], thread=names.thread(thread), to=names.thread(to))
