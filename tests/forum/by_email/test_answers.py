"""An answer by email becomes a post as from the page, once, or its author is told why not."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from accounts.actions import close_account
from accounts.models import User
from content.models import Attachment
from forum.following.actions import follow
from forum.models import Board, IncomingEmail, Post
from forum.moderating.actions import close_thread, hide_thread
from forum.moving.actions import merge_thread
from notifications.actions import choose, revoke_addresses
from notifications.models import Email
from tests.at_once import at_once
from tests.build import make_post, make_thread
from tests.forum.by_email.conftest import address_in, answer, bring
from tests.notifications.mail_server import html_of, text_of
from tests.notifications.test_letters import call
from tests.pictures import sent
from tests.sockets import open_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def letter(thread, camille, noe, letter_to):
    """What Camille received of Noé's reply."""
    make_post(thread, noe, "Lame à 80 dents?")
    return letter_to(camille)


def last(thread):
    return thread.posts.order_by("number").last()


def test_from_the_letter_to_a_post_that_others_see_and_are_told_of(
    client, client_of, thread, letter, noe, camille, letter_to
):
    assert "Répondez à ce courriel pour écrire dans le fil" in text_of(letter)
    assert "Les réponses ne sont pas lues" not in text_of(letter) + html_of(letter)
    quoted = "".join(f"> {line}\n" for line in text_of(letter).splitlines())
    words = f"Oui, à 3 200 tr/min.\n\nLe 24 nov. 2026 à 10:02, {letter['From']} a écrit :\n\n{quoted}"
    assert bring(client, answer(letter, words)) == (200, "posted")
    post = last(thread)
    assert (post.author, post.body, post.number) == (camille, "Oui, à 3 200 tr/min.", 3)
    assert "Oui, à 3 200 tr/min." in client_of(noe).get(thread.get_absolute_url()).content.decode()
    told = letter_to(noe)
    assert "Oui, à 3 200 tr/min." in text_of(told)
    # Both letters stand under one root, and Noé's has an address of his own.
    assert told["References"] == letter["References"] == f"<thread-{thread.pk}@localhost>"
    assert address_in(told) != address_in(letter)
    assert bring(client, answer(told, "Merci!")) == (200, "posted")
    assert last(thread).author == noe


async def test_it_reaches_an_open_page(client, thread, letter, noe):
    async with open_page(noe, f"thread:{thread.pk}") as page:
        await sync_to_async(bring)(client, answer(letter, "Par courriel."))
        frame = await page.receive_frame("changes")
    assert frame["version"] == 3 and "Par courriel." in str(frame)


def test_a_letter_of_a_mention_and_of_a_new_thread_can_be_answered(client, thread, board, camille, noe, letter_to):
    choose(person=camille, channels={"new_thread": "both"})
    follow(person=camille, what="board", target=board)
    other = make_thread(noe, board, title="Autre fil")
    assert bring(client, answer(letter_to(camille), "J’arrive."))[1] == "posted"
    assert last(other).body == "J’arrive."
    call(thread, noe, camille)
    assert bring(client, answer(letter_to(camille), "Présente."))[1] == "posted"
    assert last(thread).body == "Présente."


def test_a_letter_of_several_threads_has_no_address(thread, board, camille, noe, letter_to):
    make_post(thread, noe)
    make_post(make_thread(camille, board, title="Autre fil"), noe)
    letter = letter_to(camille)
    assert letter["Reply-To"] is None and "Les réponses ne sont pas lues" in text_of(letter)


def test_no_letter_has_an_address_while_it_is_off(settings, thread, camille, noe, letter_to, client):
    settings.INBOUND_ADDRESS = ""
    make_post(thread, noe)
    letter = letter_to(camille)
    assert letter["Reply-To"] is None and "Répondez à ce courriel" not in text_of(letter)
    assert bring(client, b"From: a@b.ca\n\nx")[0] == 404


def test_no_address_where_one_may_not_write(thread, camille, noe, sylvie, letter_to):
    make_post(thread, noe)
    close_thread(by=sylvie, thread=thread)
    assert letter_to(camille)["Reply-To"] is None


def test_a_letter_in_capitals_to_the_same_address(client, thread, letter):
    email = answer(letter, "Oui.", To=letter["Reply-To"].upper())
    assert bring(client, email) == (200, "posted")
    assert len(address_in(letter).partition("@")[0]) <= 64


def test_the_address_may_stand_in_what_the_server_wrote(client, letter):
    email = answer(letter, "Oui.", To="cachee@example.org", X_Original_To=address_in(letter))
    assert bring(client, email) == (200, "posted")


def test_what_comes_twice_is_posted_once(client, thread, letter, sylvie):
    email = answer(letter, "Oui.")
    assert [bring(client, email) for _ in range(3)] == [(200, "posted"), (200, "known"), (200, "known")]
    # Also when the thread takes no more replies since.
    close_thread(by=sylvie, thread=thread)
    assert bring(client, email) == (200, "known")
    assert thread.posts.count() == 3
    assert not Email.objects.filter(kind="").exists()


def test_what_comes_twice_at_once_is_posted_once(client_of, thread, letter):
    email = answer(letter, "Oui.").as_bytes()
    got = at_once(*[lambda: bring(client_of(None), email)] * 4)
    assert sorted(word for _status, word in got) == ["known", "known", "known", "posted"]
    assert thread.posts.count() == 3


def test_without_a_message_id_the_same_bytes_are_the_same_email(client, thread, letter):
    email = answer(letter, "Oui.")
    del email["Message-ID"]
    assert [bring(client, email)[1] for _ in range(2)] == ["posted", "known"]
    assert thread.posts.count() == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated; type=x"},
        {"Precedence": "bulk"},
        {"Precedence": "list"},
        {"Precedence": "Junk"},
        {"X-Autoreply": "yes"},
        {"X-Autorespond": "1"},
        {"List-Id": "<liste.example.org>"},
        {"Return-Path": "<>"},
        {"Message-ID": "<email-1-2026@localhost>"},
        {"From": "MAILER-DAEMON@example.org"},
    ],
)
def test_what_a_machine_wrote_is_left_alone(client, thread, letter, mailbox, headers):
    email = answer(letter, "Absent jusqu’à lundi.")
    for name, value in headers.items():
        del email[name]
        email[name] = value
    count = len(mailbox.raw)
    assert bring(client, email) == (200, "automatic")
    assert (thread.posts.count(), len(mailbox.raw)) == (2, count)


def test_an_email_of_our_own_that_comes_back_is_left_alone(client, letter, mailbox):
    email = answer(letter, "Pas du tout.", sender="autre@example.net")
    assert bring(client, email) == (200, "refused")
    assert bring(client, mailbox.raw[-1]) == (200, "automatic")


def refused(client, mailbox, person, email):
    """Bring an email that becomes no post; return the one letter that says why."""
    posts, letters = Post.objects.count(), len(mailbox.raw)
    assert [bring(client, email)[1] for _ in range(2)] == ["refused", "known"]
    assert (Post.objects.count(), len(mailbox.raw)) == (posts, letters + 1)
    letter = mailbox.to(person)[-1]
    assert letter["Auto-Submitted"] == "auto-generated" and letter["Reply-To"] is None
    assert "Votre réponse par courriel n’est pas publiée" in letter["Subject"]
    return text_of(letter)


def test_a_closed_thread(client, mailbox, thread, letter, camille, sylvie):
    close_thread(by=sylvie, thread=thread)
    text = refused(client, mailbox, camille, answer(letter, "Trop tard?"))
    assert "n’accepte plus de réponses" in text or "fermé" in text
    assert "Trop tard?" in text and f"/fils/{thread.pk}/" in text


def test_a_hidden_thread_tells_nothing_of_itself(client, mailbox, thread, letter, camille, sylvie):
    hide_thread(by=sylvie, thread=thread)
    text = refused(client, mailbox, camille, answer(letter, "Pourquoi?"))
    assert "n’existe plus, ou vous n’y avez plus accès" in text and "Pourquoi?" in text
    assert thread.title not in text and "/fils/" not in text


def test_a_board_that_was_closed_to_them(client, mailbox, letter, camille):
    Board.objects.update(readable_by="groups")
    assert "vous n’y avez plus accès" in refused(client, mailbox, camille, answer(letter, "Ici."))


def test_someone_suspended(client, mailbox, letter, camille):
    User.objects.filter(pk=camille.pk).update(suspended_until=timezone.now() + timedelta(days=1))
    assert "Vous pouvez lire" in refused(client, mailbox, camille, answer(letter, "Ici."))


def test_nothing_but_a_quote(client, mailbox, letter, camille):
    text = refused(client, mailbox, camille, answer(letter, "> Lame à 80 dents?\n\n-- \nCamille"))
    assert "Écrivez quelque chose ici" in text


def test_a_text_that_is_too_long(client, mailbox, letter, camille):
    text = refused(client, mailbox, camille, answer(letter, "mot " * 2100 + "fin"))
    assert "de trop" in text and "mot mot" in text and "fin" in text


def test_another_sender_is_refused_and_its_words_are_sent_to_nobody(client, mailbox, letter, camille):
    text = refused(client, mailbox, camille, answer(letter, "Achetez ici.", sender="mallory@example.net"))
    assert "mallory@example.net" in text and camille.email in text and "Achetez" not in text
    assert not [letter for letter in mailbox.letters if letter["To"] == "mallory@example.net"]


def test_two_senders_are_no_sender(client, letter):
    email = answer(letter, "Oui.", From="camille@example.org, mallory@example.net")
    assert bring(client, email) == (400, "unreadable")


def test_an_address_of_90_days_ago(client, clock, mailbox, letter, camille):
    clock.shift(timedelta(days=90))
    assert bring(client, answer(letter, "Encore bonne."))[1] == "posted"
    clock.shift(timedelta(days=1))
    assert "n’est plus valide" in refused(client, mailbox, camille, answer(letter, "Trop tard."))


def test_addresses_that_were_revoked(client, client_of, mailbox, letter, thread, camille, noe, letter_to):
    page = client_of(camille).get("/notifications/choix/").content.decode()
    assert "/notifications/adresses/" in page
    client_of(camille).post("/notifications/adresses/")
    assert "n’est plus valide" in refused(client, mailbox, camille, answer(letter, "D’avant."))
    make_post(thread, noe, "Encore.")
    assert bring(client, answer(letter_to(camille), "D’après."))[1] == "posted"


def test_nobody_revokes_for_another(client_of, client, letter, noe):
    client_of(noe).post("/notifications/adresses/")
    assert bring(client, answer(letter, "Oui."))[1] == "posted"


@pytest.mark.parametrize("change", [lambda a: a[:-3] + "aaa", lambda a: "a" * 48, lambda a: a[:47], lambda a: ""])
def test_a_forged_address_is_nobodys(client, mailbox, thread, letter, change):
    name, _plus, rest = address_in(letter).partition("+")
    letters, _at, domain = rest.partition("@")
    count = len(mailbox.raw)
    email = answer(letter, "Oui.", To=f"{name}+{change(letters)}@{domain}")
    assert bring(client, email) == (200, "unknown address")
    assert (thread.posts.count(), len(mailbox.raw)) == (2, count)


def test_a_key_that_was_retired_is_still_believed(settings, client, letter):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "x" * 60
    assert bring(client, answer(letter, "Oui."))[1] == "posted"


def test_who_left_answers_no_more_and_hears_nothing(client, mailbox, letter, camille):
    close_account(person=camille)
    count = len(mailbox.raw)
    assert bring(client, answer(letter, "Je reviens.")) == (200, "unknown address")
    assert len(mailbox.raw) == count


def test_a_merged_thread_hands_it_on(client, thread, board, letter, sylvie):
    other = make_thread(sylvie, board, title="Le bon fil")
    merge_thread(by=sylvie, thread=thread, to=other)
    assert bring(client, answer(letter, "Au bon endroit."))[1] == "posted"
    assert last(other).body == "Au bon endroit."


def test_a_quote_that_is_not_known_gives_no_key_away(client, thread, letter):
    stop = letter["List-Unsubscribe"].strip("<>")
    words = f"Oui.\n\nUnbekanntes Programm:\nStop {stop}\nRe {address_in(letter).upper()}\nFin."
    bring(client, answer(letter, words))
    assert last(thread).body == "Oui.\n\nUnbekanntes Programm:\nFin."


def test_pictures_are_shown_and_other_files_named(client, mailbox, thread, letter, camille):
    email = answer(letter, "Voici la bavure.")
    email.add_attachment(sent().read(), maintype="image", subtype="png", filename="bavure.png")
    email.add_attachment(b"MZ...", maintype="application", subtype="x-dosexec", filename="plan<b>.exe")
    assert bring(client, email) == (200, "posted")
    picture = Attachment.objects.get()
    assert last(thread).body == f"Voici la bavure.\n\n{picture.markdown}" and not picture.unused_since
    told = mailbox.to(camille)[-1]
    assert "sans certains fichiers" in told["Subject"] and "plan<b>.exe" in text_of(told)


def test_the_logo_of_a_signature_is_no_file(client, thread, letter):
    email = answer(letter, "Oui.")
    email.add_alternative("<p>Oui.</p><img src='cid:logo'>", subtype="html")
    email.get_payload()[1].add_related(sent().read(), "image", "png", cid="<logo>", filename="logo.png")
    assert bring(client, email) == (200, "posted")
    assert last(thread).body == "Oui." and not Attachment.objects.exists()


def test_ten_a_minute_then_later(client, letter):
    got = [bring(client, answer(letter, f"Mot {n}.")) for n in range(11)]
    assert got[-1] == (429, "too fast") and all(status == 200 for status, _word in got[:-1])


def test_sixty_a_day_and_ten_letters_that_say_why_not(client, mailbox, thread, letter, camille, empty_cache, clock):
    IncomingEmail.objects.bulk_create(IncomingEmail(person=camille, digest=n, post=last(thread)) for n in range(60))
    before = len(mailbox.to(camille))
    for n in range(12):
        clock.shift(timedelta(minutes=1))
        assert bring(client, answer(letter, f"Mot {n}."))[1] == "refused"
    assert len(mailbox.to(camille)) == before + 10
    assert "beaucoup de courriels" in text_of(mailbox.to(camille)[-1])
    clock.shift(timedelta(days=1, hours=1))
    assert bring(client, answer(letter, "Demain."))[1] == "posted"


def test_revoking_is_counted_for_good(camille):
    revoke_addresses(person=camille)
    assert revoke_addresses(person=camille).addresses_revoked == 2
