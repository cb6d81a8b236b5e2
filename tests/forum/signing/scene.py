"""A question of somebody with a rare name, with all that people do around one; and where the name then stands."""

from datetime import timedelta

from django.urls import reverse

from accounts.actions import set_photo
from accounts.models import User
from forum.actions import edit_post
from forum.following.actions import follow
from forum.models import Board, Post, Thread
from forum.moderating.actions import hide_post, show_post
from forum.questions.actions import mark_answer, vote
from moderation.actions import decide, report
from moderation.models import Decision
from notifications.models import Notification
from notifications.news import compose
from tests.access import READERS, rows
from tests.build import make_attachment, make_company, make_post, make_tag, make_thread, make_user
from tests.pictures import sent

LATER = timedelta(minutes=6)  # an edit leaves a mark


def make_asker():
    asker = make_user(
        "Zébulon Quirptok", company=make_company("Xylandre inc.", size="10-29"), writing_shown_to="everyone"
    )
    set_photo(person=asker, file=sent())
    return User.objects.get(pk=asker.pk)


def names_of(asker):
    """Return every text that tells who this person is."""
    page = f"/personnes/{asker.pk}/"
    return ["quirptok", "zébulon", "zebulon", "xylandre", asker.photo, page, f'author="{asker.pk}"']


def found_in(asker, text):
    return [name for name in names_of(asker) if name in text.lower()]


def play(asker, world, people, sylvie, noe, *, signed):
    """Let the asker ask, be answered, write again, edit, vote and accept, and moderators judge; return the thread."""
    board = Board.objects.get(slug=world["board"][0])
    tag = make_tag("granulat")
    for person in filter(None, people.values()):
        follow(person=person, what="board", target=board)
    picture, mia = make_attachment(asker), people["member"]
    body = f"Une vrombissure au sciage. @[Mia Roy](/personnes/{mia.pk}/)\n\n{picture.markdown}"
    thread = make_thread(asker, board, title="Vrombissure au sciage", body=body, tags=[tag], signed=signed)
    answer = make_post(thread, noe)
    more = make_post(thread, asker, f"Le vrombi cesse. @[Noé Tremblay](/personnes/{noe.pk}/)")
    Post.objects.filter(pk=more.pk).update(created_at=more.created_at - LATER)
    edit_post(by=asker, post=Post.objects.get(pk=more.pk), body="Le vrombi a cessé.")
    for person in (mia, sylvie):
        make_post(thread, person)
    vote(by=asker, post=answer, useful=True)
    vote(by=noe, post=more, useful=True)
    mark_answer(by=asker, post=answer, mark="accepted")
    mark_answer(by=asker, post=more, mark="also")
    report(reporter=noe, target=more, reason="Est-ce bien vrai?")
    hide_post(by=sylvie, post=more)
    show_post(by=sylvie, post=more)
    decide(moderator=sylvie, kind="close", target=Thread.objects.get(pk=thread.pk), reason="Réglé.")
    decide(moderator=sylvie, kind="reopen", target=Thread.objects.get(pk=thread.pk), reason="Pas réglé.")
    opening = thread.posts.get(number=1)
    world |= {
        "thread": [thread.pk],
        "post": [more.pk],
        "opening": [opening.pk],
        "tag": [tag.slug],
        "picture": [picture.pk],
        "report": ["post", more.pk],
        "decide": ["thread", thread.pk, "close"],
        "decision": [Decision.objects.latest("pk").pk],
    }
    return Thread.objects.get(pk=thread.pk)


def table(world):
    """Yield (name, address, readers) of the pages of the table of access, for those who are answered with a page."""
    for method, name, word, answers in rows():
        readers = [reader for reader, answer in zip(READERS, answers, strict=True) if answer == "200"]
        # The company stands by itself among all others.
        if method == "GET" and name != "accounts:companies":
            yield f"{name} {word}".strip(), reverse(name, args=world[word]), readers


def besides(world, thread):
    """Yield the same of other pages about this thread, and those of the admin."""
    everyone, judges, chief = READERS, ["moderator", "administrator"], ["administrator"]
    for name in ("post_actions", "post_row", "history", "trials"):
        yield f"{name} of the question", reverse(f"forum:{name}", args=world["opening"]), everyone
    yield "found", f"{reverse('search:results')}?q=vrombissure", everyone
    yield "found posts", f"{reverse('search:results')}?q=vrombi&type=post", everyone
    yield "since", f"{reverse('live:since')}?topic={thread.topic}&version=0", everyone
    yield "names", f"{reverse('forum:thread_names', args=[thread.pk])}?q=une", everyone
    yield "report, thread", reverse("moderation:report", args=["thread", thread.pk]), everyone
    yield "decide, post", reverse("moderation:decide", args=["post", world["post"][0], "hide"]), judges
    yield "admin", reverse("admin:index"), chief
    for model, word in (("forum_thread", "thread"), ("forum_post", "post"), ("moderation_decision", "decision")):
        yield f"admin, {model}", reverse(f"admin:{model}_changelist"), chief
        yield f"admin, one {model}", reverse(f"admin:{model}_change", args=world[word]), chief
    yield "admin, moderation_report", reverse("admin:moderation_report_changelist"), chief


def leaks(asker, world, browsers, thread):
    """Return {(reader, page): names found there}, in bodies and headers."""
    found = {}
    for name, address, readers in [*table(world), *besides(world, thread)]:
        for reader in browsers.keys() & set(readers):
            answer = browsers[reader].get(address)
            text = f"{answer.headers} {answer.content.decode(errors='replace')}"
            if names := found_in(asker, text):
                found[reader, name] = names
    return found


def letters_about(asker, people):
    """Return {person: names found} in the letter that each person is to get; there must be some letters."""
    letters = {person.email: compose(person) for person in people if Notification.objects.filter(recipient=person)}
    assert any(letters.values())
    texts = {
        to: f"{letter.subject} {letter.text} {letter.html} {letter.headers}" for to, letter in letters.items() if letter
    }
    return {to: names for to, text in texts.items() if (names := found_in(asker, text))}
