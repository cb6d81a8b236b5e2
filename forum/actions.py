"""What people write in the forum, and what they have read of it; what moderators do is in moderating/."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Case, F, PositiveIntegerField, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.mentions import called_in, called_outside_quotes
from accounts.models import SIGNATURE, User
from content.actions import attach
from content.drafts import forget_draft
from content.markdown import render
from content.text import AlreadySent, ask_unchanged, digest, guess_language, plain
from forum.finding import keep_post, keep_threads
from forum.following.telling import tell_of_thread
from forum.history import keep_words
from forum.live import announce, announce_lists
from forum.models import Board, Post, PostMention, SignedPost, TaggedThread, Thread, ThreadReading
from forum.permissions import can_edit, can_reply, can_sign, can_write_in, readers_of
from forum.questions.settling import shown_in
from forum.related.links import keep_links
from forum.signing import ask_no_pdf, shown_as, wrote
from live.streams import next_version
from notifications.actions import notify, read_up_to
from notifications.models import Choices
from search.indexing import keep, prepare


def start_thread(*, author, board, kind, title, tags, body, client_id, signed=False):
    """Open a thread with its first post; return the thread.

    `signed`: as « Une PME », a question only; so are its author's replies there, and nobody is told who it is.
    A form sent twice (same client_id, same text) returns the thread of the first time.
    Raises PermissionDenied, or AlreadySent when the same form came before with another text.
    """
    html = render(body)  # slow, as is what search makes of it: before the lock
    prepare(plain(html))
    language = guess_language(f"{title} {body}", author.language)
    try:
        with transaction.atomic():
            if not can_write_in(author, board):
                raise PermissionDenied(_("You may not write in this board."))
            if signed and (kind != Thread.Kind.QUESTION or not can_sign(author, board)):
                raise PermissionDenied(_("You may not sign this as a small company."))
            if _sent_before(author, client_id):  # signed otherwise: a second thread would tell who asks in the first
                return _first_time(author, client_id, body).thread
            shown = User.objects.signature() if signed else author
            thread = Thread.objects.create(
                board=board, author=shown, kind=kind, title=title, language=language, last_poster=shown, version=1,
                is_signed=signed,
            )  # fmt: skip
            post = _add_post(thread, author, shown, body, html, language, client_id)
            mentioned = _tell_mentioned(post, by=author)
            tell_of_thread(thread, tags, but=[*mentioned, author])
            TaggedThread.objects.bulk_create(
                TaggedThread(tag=tag, content_object=thread, last_posted_at=thread.last_posted_at) for tag in tags
            )
            keep_threads(thread.pk)
            forget_draft(person=author, place=board.topic)
            count_threads({board.pk: 1})
            transaction.on_commit(lambda: announce_lists(thread), robust=True)
    except IntegrityError:
        return _first_time(author, client_id, body).thread
    return thread


def post_reply(*, author, thread, body, client_id):
    """Add a reply to a thread, tell its followers and show it to its readers; return the post.

    Taking the version locks the thread until the commit, so versions follow the
    order of commits: a page that holds 41 asks for "since 41" and misses nothing.
    A form sent twice returns the post of the first time. Who wrote there as « Une PME » does so again.

    A thread that was merged meanwhile hands it to the one it went into.

    Raises PermissionDenied when the thread is closed or the author may not write there,
    AlreadySent when the same form came before with another text.
    """
    html = render(body)  # slow, as is what search makes of it: before the lock
    prepare(plain(html))
    language = guess_language(body, author.language)
    try:
        with transaction.atomic():
            thread = next_version(thread)
            if not thread.merged_into_id:
                return _reply(author, thread, body, html, language, client_id)
            transaction.set_rollback(True)  # lets go of it: a merge locks two threads in the order of their keys
    except IntegrityError:
        return _first_time(author, client_id, body, thread)
    return post_reply(author=author, thread=thread.merged_into, body=body, client_id=client_id)


def _reply(author, thread, body, html, language, client_id):
    post = _add_post(thread, author, shown_as(author, thread), body, html, language, client_id)
    # After it is added: a reply sent again gets its first answer, also when the thread was closed since.
    if not can_reply(author, thread):
        raise PermissionDenied(_("This thread is closed to new replies."))
    mentioned = _tell_mentioned(post, by=author)
    _tell_followers(post, but=[*mentioned, author])
    forget_draft(person=author, place=thread.topic)
    TaggedThread.objects.filter(content_object=thread).update(last_posted_at=thread.last_posted_at)
    transaction.on_commit(lambda: announce(thread, post), robust=True)
    return post


def _add_post(thread, person, shown, body, html, language, client_id):
    """Add what a person wrote under the name that is shown: theirs, or « Une PME »."""
    thread.last_number += 1
    thread.visible_posts += 1
    thread.last_posted_at, thread.last_poster = timezone.now(), shown
    thread.save(update_fields=["last_number", "visible_posts", "last_posted_at", "last_poster"])
    _read_own(thread, person, opened=thread.author_id == shown.pk)
    post = Post.objects.create(
        thread=thread,
        author=shown,
        number=thread.last_number,
        version=thread.version,
        client_id=client_id,
        digest=digest(body),
        body=body,
        html=html,
        language=language,
    )
    if shown.is_signature:
        ask_no_pdf(person, body)
        SignedPost.objects.create(post_id=post.pk, person=person)
    attach(post, uploader=person.pk)
    keep("post", post)
    keep_links(post, is_new=True)
    return post


def _tell_mentioned(post, by):
    """Tell those whom a post calls and who may read it, once each however often it is edited; return them."""
    named, told = called_in(post.html, readers=readers_of(post.thread), before=post.mentions.values("person"))
    rows = (PostMention(post=post, person=person) for person in {*named, *told})
    PostMention.objects.bulk_create(rows)
    thread, called = post.thread, called_outside_quotes(post.html, told)
    for kind, people in (("mention", called), ("quote", [person for person in told if person not in called])):
        people = [person for person in people if person != by]
        notify(people, kind=kind, actor=post.author, about=post, topic=thread.topic, number=thread.last_number)
    return told


def _tell_followers(post, but):
    """Tell those who follow a thread of a reply, unless it told them more already."""
    thread = post.thread
    followers = readers_of(thread).filter(pk__in=thread.followers()).exclude(pk__in=[person.pk for person in but])
    notify(followers.only("pk"), kind="reply", actor=post.author, about=thread, topic=thread.topic, number=post.number)


def _read_own(thread, author, *, opened):
    """One's own words are read, when all before them was; who writes reads from there on, and follows if they want."""
    choices = Choices.of(author)
    follows = choices.follows_own if opened else choices.follows_replied
    watching = ThreadReading.Watch.FOLLOWING if follows else ""
    readings = ThreadReading.objects.filter(thread=thread, person=author)
    was_at_the_end = When(number=thread.last_number - 1, then=thread.last_number)
    number = Case(was_at_the_end, default=F("number"), output_field=PositiveIntegerField())
    watch = Case(When(watch="", then=Value(watching)), default=F("watch"))
    if not readings.update(wrote=True, number=number, watch=watch):
        following = {"wrote": True, "watch": watching}
        ThreadReading.objects.bulk_create(
            [ThreadReading(thread=thread, person=author, number=thread.last_number, **following)],
            ignore_conflicts=True,
        )


def read_thread(*, person, thread, number):
    """Note that a person has read a thread up to this number, and what they were told of it; it only grows.

    Who has read the last message that is shown has read to the end: what was hidden or left is not to be read.
    """
    if number >= thread.last_number or not thread.posts.filter(number__gt=number, hidden_at=None).exists():
        number = thread.last_number
    ThreadReading.objects.bulk_create(
        [ThreadReading(thread=thread, person=person, number=number)], ignore_conflicts=True
    )
    ThreadReading.objects.filter(thread=thread, person=person, number__lt=number).update(number=number)
    read_up_to(person=person, topic=thread.topic, number=number)


def watch_thread(*, person, thread, watch):
    """Choose what a person hears of a thread: every reply is told (following), makes it unread (normal) or neither.

    What names them is told all the same.
    """
    # Who follows without having opened it has nothing unread yet.
    reading = ThreadReading(person=person, thread=thread, number=thread.last_number, watch=watch)
    ThreadReading.objects.bulk_create(
        [reading], update_conflicts=True, unique_fields=["person", "thread"], update_fields=["watch"]
    )


def unread_from(*, person, post):
    """Let a person find a thread among the unread ones, from this message on."""
    ThreadReading.objects.update_or_create(thread=post.thread, person=person, defaults={"number": post.number - 1})


def _first_time(author, client_id, body, thread=None):
    """Return the post that this form already made. Raises AlreadySent when it was another text or place."""
    post = _sent_before(author, client_id)
    if post is None or post.digest != digest(body) or (thread and post.thread_id != thread.pk):
        raise AlreadySent
    return post


def _sent_before(person, client_id):
    """Return the post that this form already made, under whichever name, None where there is none."""
    sent = Post.objects.select_related("thread").filter(author__in=[person.pk, SIGNATURE], client_id=client_id)
    return next((post for post in sent if wrote(person, post)), None)


def edit_post(*, by, post, body, seen=""):
    """Replace the words of one's own post; return it. Its history keeps them, unless they are minutes old.

    `seen` is the digest of the words it replaces, empty to replace any. Raises PermissionDenied, or Changed.
    """
    html = render(body)  # slow, as is what search makes of it: before the lock
    prepare(plain(html))
    with transaction.atomic():
        thread = next_version(post.thread)
        post = present(post, thread)
        if not can_edit(by, post):
            raise PermissionDenied(_("You may not edit this message any more."))
        if post.is_signed:
            ask_no_pdf(by, body)
        ask_unchanged(post.body, seen=seen, body=body)
        if body != post.body:
            keep_words(post)
        post.body, post.html, post.version = body, html, thread.version
        post.language = guess_language(body, post.language)
        post.save(update_fields=["body", "html", "version", "language", "edited_at"])
        _tell_mentioned(post, by=by)
        attach(post, uploader=by.pk, is_new=False)
        keep_post(post)
        keep_links(post)
        rows = [post, *shown_in(post)]
        transaction.on_commit(lambda: announce(thread, *rows), robust=True)
    return post


def present(post, thread):
    """Return a post as it is now, in its thread, which is locked."""
    found = Post.objects.for_list().filter(pk=post.pk, thread=thread).first()
    if found is None:
        raise PermissionDenied(_("This message was moved to another thread meanwhile."))
    found.thread = thread
    return found


def count_threads(changes):
    """Add to the counters of boards, in one order, so that two moves do not wait for each other."""
    for pk in sorted(changes):
        Board.objects.filter(pk=pk).update(visible_threads=F("visible_threads") + changes[pk])
