"""What people are told by email: when it leaves, what it says to whom, and what never leaves."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.actions import close_account
from accounts.models import User
from forum.actions import read_thread, watch_thread
from forum.models import Board
from forum.moderating.actions import hide_post, hide_thread
from notifications import jobs
from notifications.actions import choose, mark_all_read, notify
from notifications.models import Choices, Email, Notification
from tests.build import make_post, make_thread
from tests.notifications.mail_server import html_of, text_of

pytestmark = pytest.mark.django_db(transaction=True)
SOON = timedelta(minutes=11)


def wait(clock, delay=SOON):
    clock.shift(delay)
    jobs.run_due()


def call(thread, author, *people, words="Qu’en dis-tu?"):
    names = " ".join(f"@[{person.name}]({person.get_absolute_url()})" for person in people)
    return make_post(thread, author, f"{names} {words}")


def test_a_mention_leaves_at_once_and_shows_what_was_written(clock, mailbox, thread, camille, noe):
    post = call(thread, noe, camille, words="La lame de 80 dents, tu l’as gardée?")
    [letter] = mailbox.to(camille)
    assert (letter["To"], letter["Subject"]) == ("camille@example.org", thread.title)
    for words in (text_of(letter), html_of(letter)):
        assert "Noé Tremblay vous mentionne" in words and "La lame de 80 dents" in words
        assert f"http://localhost:8000/messages/{post.pk}/" in words
    assert letter.get_content_type() == "multipart/alternative"
    wait(clock)
    assert len(mailbox.to(camille)) == 1


def test_the_rest_leaves_together_after_some_minutes(clock, mailbox, thread, board, camille, noe, lea):
    other = make_thread(camille, board, title="Autre fil")
    for one, author in ((thread, noe), (thread, lea), (other, noe)):
        make_post(one, author, f"Réponse de {author.name}")
    wait(clock, timedelta(minutes=5))
    assert mailbox.to(camille) == []
    wait(clock)
    [letter] = mailbox.to(camille)
    assert letter["Subject"].strip() == "Noé Tremblay a répondu, et 1 autre nouveauté"
    text = text_of(letter)
    assert "Léa Bouchard et 1 autre personne ont répondu" in text and "Réponse de Léa Bouchard" in text
    assert thread.title in text and "Autre fil" in text
    wait(clock)
    assert len(mailbox.to(camille)) == 1


def test_a_second_letter_tells_only_of_what_came_since(clock, mailbox, thread, camille, noe, lea):
    make_post(thread, noe, "La première.")
    wait(clock)
    make_post(thread, lea, "La seconde.")
    wait(clock)
    first, second = map(text_of, mailbox.to(camille))
    assert "La première." in first and "La seconde." in second
    assert "La première." not in second and "Léa Bouchard a répondu" in second


def test_letters_of_one_thread_stay_together_and_each_has_its_own_id(clock, mailbox, thread, camille, noe, lea):
    for author in (noe, lea):
        make_post(thread, author)
        wait(clock)
    one, two = mailbox.to(camille)
    root = f"<thread-{thread.pk}@localhost>"
    assert one["References"] == one["In-Reply-To"] == two["References"] == root
    assert one["Subject"] == two["Subject"] == thread.title
    assert one["Message-ID"] != two["Message-ID"]
    assert one["List-Id"] == "Espace Aluminium <notifications.localhost>"
    assert one["Auto-Submitted"] == "auto-generated"


def test_a_letter_is_in_its_readers_language(clock, mailbox, thread, camille, noe):
    User.objects.filter(pk=camille.pk).update(language="en-ca")
    make_post(thread, noe)
    wait(clock)
    assert "Noé Tremblay replied" in text_of(mailbox.to(camille)[0])
    assert 'lang="en-CA"' in html_of(mailbox.to(camille)[0])


def test_nothing_leaves_outside_working_hours_of_ones_own_day(clock, mailbox, thread, camille, noe):
    friday_evening = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)  # 18:30 in Quebec
    clock.move_to(friday_evening)
    call(thread, noe, camille)
    for hours in (1, 12, 24, 12):
        wait(clock, timedelta(hours=hours))
    assert mailbox.to(camille) == []
    clock.move_to(datetime(2026, 11, 30, 12, 1, tzinfo=UTC))  # Monday, 7:01
    jobs.run_due()
    assert len(mailbox.to(camille)) == 1


def test_working_hours_can_be_switched_off(clock, mailbox, thread, camille, noe):
    choose(person=camille, working_hours=False)
    clock.move_to(datetime(2026, 11, 28, 3, 0, tzinfo=UTC))
    call(thread, noe, camille)
    assert len(mailbox.to(camille)) == 1


@pytest.mark.parametrize(
    ("channel", "on_page", "by_email"), [("both", 1, 1), ("page", 1, 0), ("email", 0, 1), ("none", 0, 0)]
)
def test_each_is_told_as_they_chose(clock, mailbox, thread, camille, noe, client_of, channel, on_page, by_email):
    choose(person=camille, channels={"reply": channel})
    make_post(thread, noe)
    page = client_of(camille).get("/notifications/").context
    assert (len(page["page"].rows), page["counters"]["notifications"]) == (on_page, on_page)
    wait(clock)
    assert len(mailbox.to(camille)) == by_email
    make_post(thread, noe, "Encore.")
    wait(clock)
    assert len(mailbox.to(camille)) == 2 * by_email


def test_kinds_that_are_chosen_together_follow_one_choice(clock, mailbox, thread, camille, noe):
    choose(person=camille, channels={"decision": "none"})
    notify([camille], kind="undone", actor=noe, about=thread)
    assert not Notification.objects.exists()


def test_what_was_read_on_the_page_meanwhile_is_not_sent(clock, mailbox, thread, camille, noe):
    make_post(thread, noe)
    mark_all_read(person=camille)
    wait(clock)
    make_post(thread, noe)
    thread.refresh_from_db()
    read_thread(person=camille, thread=thread, number=thread.last_number)
    wait(clock)
    assert mailbox.to(camille) == []
    assert not Email.objects.exists()


def test_what_was_hidden_meanwhile_is_not_sent(clock, mailbox, thread, board, camille, noe, lea, sylvie):
    hidden = make_thread(noe, board, title="Fil masqué")
    watch_thread(person=camille, thread=hidden, watch="following")
    make_post(hidden, lea, "Un secret.")
    secret = make_post(thread, lea, "Un autre secret.")
    make_post(thread, noe, "Une réponse.")
    hide_thread(by=sylvie, thread=hidden)
    hide_post(by=sylvie, post=secret)
    wait(clock)
    [letter] = mailbox.to(camille)
    for words in (text_of(letter), html_of(letter), letter["Subject"]):
        assert "secret" not in words and "Fil masqué" not in words and "Léa" not in words
    assert "Une réponse." in text_of(letter)


def test_what_a_board_closed_to_its_reader_is_not_sent(clock, mailbox, thread, camille, noe):
    make_post(thread, noe)
    Board.objects.update(readable_by="groups")
    wait(clock)
    assert mailbox.to(camille) == []
    assert Notification.objects.get().mail_at is None


def test_who_left_receives_nothing(clock, mailbox, thread, camille, noe, lea):
    watch_thread(person=lea, thread=thread, watch="following")
    make_post(thread, noe)
    close_account(person=camille)
    wait(clock)
    assert [letter["To"] for letter in mailbox.letters] == [lea.email]


def test_a_new_address_is_the_one_written_to(clock, mailbox, thread, camille, noe):
    mailbox.refuses = True
    call(thread, noe, camille)
    User.objects.filter(pk=camille.pk).update(email="nouvelle@example.org")
    camille.refresh_from_db()
    mailbox.refuses = False
    wait(clock)
    assert mailbox.to(camille)[0]["To"] == "nouvelle@example.org"


def test_words_that_look_like_markup_stay_words(clock, mailbox, board, camille, noe):
    thread = make_thread(camille, board, title="<b>Gras</b> & <script>alert(1)</script>\u2028Bcc: x@y.ca")
    make_post(thread, noe, "<img src=x onerror=alert(1)> **fort**")
    wait(clock)
    [letter] = mailbox.to(camille)
    assert "<script" not in html_of(letter) and "<img" not in html_of(letter) and letter["Bcc"] is None
    assert "&lt;script&gt;" in html_of(letter) and "<script>alert(1)</script>" in text_of(letter)


def test_styles_are_written_into_the_elements(clock, mailbox, thread, camille, noe):
    call(thread, noe, camille)
    html = html_of(mailbox.to(camille)[0])
    assert 'class="sheet" style="' in html and "<style" not in html


def test_a_letter_says_how_much_more_there_is(clock, mailbox, board, camille, noe):
    for n in range(23):
        make_post(make_thread(camille, board, title=f"Fil {n}"), noe)
    wait(clock)
    text = text_of(mailbox.to(camille)[0])
    assert text.count("Noé Tremblay a répondu") == 20 and "et 3 autres nouveautés" in text


def test_who_chose_nothing_needs_no_row(camille):
    assert Choices.of(camille).channel("reply") == "both" and not Choices.objects.exists()
