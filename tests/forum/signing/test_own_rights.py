"""Who signed « Une PME » keeps what authors may do, and is told what authors are told; others see one name only."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions import close_account
from accounts.models import SIGNATURE, User
from content.models import Attachment
from content.text import AlreadySent
from forum import jobs
from forum.actions import edit_post
from forum.by_email.actions import Refused, ask
from forum.by_email.addresses import Address, address_for, today
from forum.models import Post, PostVote, SignedPost, Thread, ThreadEvent, ThreadReading
from forum.moderating.actions import hide_post, show_post
from forum.moving.actions import merge_thread, move_posts, split_thread
from forum.questions import reminders
from forum.questions.actions import mark_answer, vote
from forum.questions.trials import report_trial
from moderation.actions import decide, report
from notifications.models import Notification
from tests.build import make_attachment, make_board, make_company, make_post, make_tag, make_thread, make_user

pytestmark = pytest.mark.django_db
PME = "Une PME (moins de 60 employés)"


@pytest.fixture
def asked(board, camille):
    return make_thread(camille, board, signed=True)


@pytest.fixture
def answer(asked, noe):
    return make_post(asked, noe)


def told(person):
    rows = Notification.objects.filter(recipient=person).select_related("actor").order_by("pk")
    return [(row.kind, row.actor and row.actor.pk) for row in rows]


def names_in(thread):
    return [post.author_id for post in Post.objects.filter(thread=thread).order_by("number")]


def page(browser, thread):
    return browser.get(thread.get_absolute_url()).content.decode()


def test_the_thread_and_its_post_are_of_a_small_company(asked, client_of, noe):
    shared = User.objects.get(pk=SIGNATURE)
    assert (asked.author, asked.last_poster, asked.posts.get().author) == (shared, shared, shared)
    assert not shared.is_active and not shared.has_usable_password()
    shown = page(client_of(noe), asked)
    assert PME in shown and "/personnes/0/" not in shown
    assert client_of(noe).get("/personnes/0/").status_code == 404


def test_replies_of_the_asker_are_signed_too_and_the_page_says_so(asked, answer, client_of, camille, noe):
    assert 'data-signs="0"' in page(client_of(camille), asked) and "Vous écrivez ici sous" in page(
        client_of(camille), asked
    )
    assert "data-signs" not in page(client_of(noe), asked) and "Vous écrivez ici" not in page(client_of(noe), asked)
    client_of(camille).post(f"/fils/{asked.pk}/repondre/", {"body": "Merci.", "client_id": uuid4()})
    assert names_in(asked) == [SIGNATURE, noe.pk, SIGNATURE]
    assert set(SignedPost.objects.values_list("person", flat=True)) == {camille.pk}


def test_elsewhere_the_asker_writes_under_their_name(asked, board, camille, noe):
    other = make_thread(noe, board)
    assert make_post(other, camille).author == camille


def test_the_asker_is_told_of_replies_and_of_none_of_their_own(asked, answer, camille, noe):
    make_post(asked, camille, f"@[Camille Gauthier](/personnes/{camille.pk}/) et @[Noé Tremblay](/personnes/{noe.pk}/)")
    assert told(camille) == [("reply", noe.pk)]
    assert told(noe) == [("mention", SIGNATURE)]


def test_the_asker_edits_and_others_do_not(asked, client_of, camille, noe):
    post = asked.posts.get()
    edit_post(by=camille, post=post, body="Quelle lame?")
    assert Post.objects.get().body == "Quelle lame?"
    with pytest.raises(PermissionDenied):
        edit_post(by=noe, post=post, body="À moi.")
    menus = [client_of(person).get(f"/messages/{post.pk}/actions/").content.decode() for person in (camille, noe)]
    assert ["/modifier/" in menu for menu in menus] == [True, False]
    assert ["/utile/" in menu for menu in menus] == [False, True]


def test_the_asker_accepts_an_answer_without_a_name(asked, answer, camille, noe, lea):
    with pytest.raises(PermissionDenied):
        mark_answer(by=lea, post=answer, mark="accepted")
    mark_answer(by=camille, post=answer, mark="accepted")
    assert ThreadEvent.objects.get().actor_id == SIGNATURE
    assert told(noe) == [("accepted", SIGNATURE)]


def test_what_the_asker_finds_useful_is_told_without_a_name(asked, answer, camille, noe):
    vote(by=camille, post=answer, useful=True)
    assert told(noe) == [("useful", SIGNATURE)]


def test_nobody_votes_for_their_own_signed_words(asked, camille, noe):
    with pytest.raises(PermissionDenied):
        vote(by=camille, post=asked.posts.get(), useful=True)
    vote(by=noe, post=asked.posts.get(), useful=True)
    assert told(camille) == [("same_problem", noe.pk)]


def test_the_asker_tells_no_trial_there_and_a_colleague_is_not_refused(asked, noe, camille, fjord):
    own = make_post(asked, camille, "Trouvé : 80 dents.")
    answer = make_post(asked, noe)
    mark_answer(by=camille, post=answer, mark="accepted")
    with pytest.raises(PermissionDenied):
        report_trial(by=camille, post=answer, outcome="worked", text="Oui.")
    mark_answer(by=camille, post=own, mark="accepted")
    colleague = make_user("Carl Roy", company=fjord)
    report_trial(by=colleague, post=own, outcome="worked", text="Oui.")
    assert ("trial", colleague.pk) in told(camille)


def test_decisions_are_told_to_who_signed_and_reports_hidden_from_them(asked, answer, camille, sylvie, noe, client_of):
    opening = asked.posts.get(number=1)
    report(reporter=noe, target=opening, reason="Hors sujet.")
    with pytest.raises(PermissionDenied):
        report(reporter=camille, target=opening, reason="À moi.")
    asked.board.moderators.add(camille)
    assert "Hors sujet" not in client_of(camille).get("/moderation/").content.decode()
    decide(moderator=sylvie, kind="close", target=Thread.objects.get(pk=asked.pk), reason="Réglé depuis.")
    assert ("decision", sylvie.pk) in told(camille)
    assert "Réglé depuis" in client_of(camille).get("/notifications/").content.decode()
    assert "Réglé depuis" not in client_of(noe).get("/notifications/").content.decode()


def test_earlier_decisions_about_other_small_companies_are_not_shown(asked, board, sylvie, lea, client_of):
    other = make_thread(lea, board, signed=True)
    decide(moderator=sylvie, kind="close", target=other, reason="Publicité.")
    shown = client_of(sylvie).get(f"/moderation/thread/{asked.pk}/close/").content.decode()
    assert "Publicité" not in shown


@pytest.mark.parametrize(("watch", "asks"), [("following", 1), ("muted", 0)])
def test_the_asker_is_asked_for_the_answer_unless_they_muted_it(asked, answer, camille, lea, watch, asks):
    vote(by=lea, post=answer, useful=True)
    PostVote.objects.update(created_at=timezone.now() - timedelta(days=4))
    ThreadReading.objects.filter(person=camille).update(watch=watch)
    reminders.run_due()
    assert [kind for kind, _actor in told(camille)].count("nudge") == asks


def test_a_question_that_waits_is_not_brought_to_who_asked_it(asked, camille, sylvie):
    asked.board.moderators.add(camille)
    Thread.objects.update(created_at=timezone.now() - timedelta(days=4))
    reminders.run_due()
    assert [told(person) for person in (camille, sylvie)] == [[], [("unanswered", None)]]


def test_a_picture_shows_to_all_and_stays_the_askers_to_edit(board, camille, client_of, noe):
    picture = make_attachment(camille)
    thread = make_thread(camille, board, body=picture.markdown, signed=True)
    assert client_of(noe).get(picture.get_absolute_url()).status_code == 200
    edit_post(by=camille, post=thread.posts.get(), body=f"{picture.markdown} Elle est vieille.")
    assert client_of(noe).get(picture.get_absolute_url()).status_code == 200


def test_a_pdf_is_refused_and_the_text_kept(board, camille, client_of):
    pdf = make_attachment(camille, Attachment.Kind.PDF)
    sent = {"kind": "question", "title": "Quelle lame?", "tags": "soudage", "body": f"Le plan : {pdf.markdown}"}
    make_tag()
    answer = client_of(camille).post(
        f"/babillards/{board.slug}/nouveau/", {**sent, "signed": "on", "client_id": uuid4()}
    )
    assert answer.status_code == 403
    assert "Un PDF contient souvent le nom" in answer.content.decode() and "Le plan" in answer.content.decode()
    assert not Thread.objects.exists()


def test_the_form_sent_again_with_another_signature_makes_no_second_thread(board, camille):
    once = uuid4()
    thread = make_thread(camille, board, client_id=once, signed=True)
    assert make_thread(camille, board, client_id=once) == thread
    assert make_thread(camille, board, client_id=once, signed=True) == thread
    with pytest.raises(AlreadySent):
        make_thread(camille, board, client_id=once, body="Autre chose.")
    named = make_thread(camille, board, client_id=(other := uuid4()))
    assert make_thread(camille, board, client_id=other, signed=True) == named
    assert Thread.objects.count() == 2


def test_a_reply_sent_again_is_stored_once_and_somebody_elses_form_is_not_theirs(asked, camille, lea, board):
    once = uuid4()
    assert make_post(asked, camille, client_id=once) == make_post(asked, camille, client_id=once)
    other = make_thread(lea, board, signed=True)
    with pytest.raises(AlreadySent):
        make_post(other, lea, client_id=once)


@pytest.mark.parametrize("kind", ["discussion", "announcement"])
def test_only_a_question_is_signed(board, camille, client_of, kind):
    with pytest.raises(PermissionDenied):
        make_thread(camille, board, kind=kind, signed=True)
    sent = {"kind": kind, "title": "Lames", "body": "Voici.", "tags": "soudage", "signed": "on", "client_id": uuid4()}
    answer = client_of(camille).post(f"/babillards/{board.slug}/nouveau/", sent)
    assert answer.status_code == 422 and "Seule une question se signe ainsi" in answer.content.decode()


@pytest.mark.parametrize("fields", [{"size": "60-99"}, {"size": "100+"}, {"is_partner": True}])
def test_a_larger_company_or_a_partner_may_not_sign(board, client_of, fields):
    person = make_user("Rosa Roy", company=make_company("Grande", **fields))
    with pytest.raises(PermissionDenied):
        make_thread(person, board, signed=True)
    assert 'name="signed"' not in client_of(person).get(f"/babillards/{board.slug}/nouveau/").content.decode()


def test_nobody_signs_in_a_board_of_a_group(camille):
    board = make_board(name_fr="Comité", readable_by="groups", writable_by="groups", moderators=[camille])
    with pytest.raises(PermissionDenied):
        make_thread(camille, board, signed=True)


def test_suspended_people_neither_sign_nor_reply(asked, board, camille):
    camille.suspended_until = timezone.now() + timedelta(days=1)
    camille.save()
    for write in (lambda: make_thread(camille, board, signed=True), lambda: make_post(asked, camille)):
        with pytest.raises(PermissionDenied):
            write()


def test_moved_and_merged_words_stay_signed_and_theirs(asked, answer, board, camille, noe, sylvie):
    mine = make_post(asked, camille)
    target = make_thread(noe, board)
    move_posts(by=sylvie, thread=asked, posts=[mine.pk], to=target)
    assert names_in(target) == [noe.pk, SIGNATURE]
    assert make_post(Thread.objects.get(pk=target.pk), camille).author_id == SIGNATURE
    edit_post(by=camille, post=Post.objects.get(pk=mine.pk), body="Mieux dit.")
    assert ThreadReading.objects.get(thread=target, person=camille).wrote
    merge_thread(by=sylvie, thread=Thread.objects.get(pk=asked.pk), to=Thread.objects.get(pk=target.pk))
    assert not ThreadReading.objects.filter(person=SIGNATURE).exists()
    assert camille.pk not in names_in(target)


def test_a_thread_split_from_signed_words_is_the_askers(asked, noe, camille, sylvie, board):
    mine = make_post(asked, camille)
    thread = split_thread(
        by=sylvie, thread=asked, posts=[mine.pk], title="Autre chose", kind="question", tags=[], board=board
    )
    mark_answer(by=camille, post=make_post(thread, noe), mark="accepted")
    assert Thread.objects.get(pk=thread.pk).author_id == SIGNATURE
    assert make_post(Thread.objects.get(pk=thread.pk), camille).author_id == SIGNATURE


def test_hidden_and_shown_again_it_stays_signed(asked, answer, camille, sylvie):
    mine = make_post(asked, camille)
    hide_post(by=sylvie, post=mine)
    show_post(by=sylvie, post=mine)
    edit_post(by=camille, post=Post.objects.get(pk=mine.pk), body="Encore à moi.")
    assert names_in(asked)[-1] == SIGNATURE


def test_a_closed_account_leaves_no_link(board, camille, client_of, noe):
    picture = make_attachment(camille)
    thread = make_thread(camille, board, body=picture.markdown, signed=True)
    close_account(person=camille)
    jobs.run_due()
    assert not SignedPost.objects.exists()
    assert Attachment.objects.get().uploader_id == SIGNATURE
    assert PME in page(client_of(noe), thread) and client_of(noe).get(picture.get_absolute_url()).status_code == 200
    answer = make_post(thread, noe)
    vote(by=noe, post=thread.posts.get(number=1), useful=True)
    with pytest.raises(PermissionDenied):
        mark_answer(by=noe, post=answer, mark="accepted")


def test_what_was_to_be_signed_comes_back_so(board, camille, client_of):
    client_of(camille).post("/brouillons/", {"place": board.topic, "body": "Qui scie", "signed": "1"})
    shown = client_of(camille).get(f"/babillards/{board.slug}/nouveau/").content.decode()
    assert "checked" in shown.split('name="signed"')[1].split(">")[0]


def test_the_asker_does_not_answer_by_email(asked, camille, noe, settings):
    settings.INBOUND_ADDRESS = "reponse@reponses.example"
    assert address_for(camille, asked) == "" and address_for(noe, asked)
    before = Address(person_id=camille.pk, thread_id=asked.pk, day=today(), revoked=0)
    with pytest.raises(Refused, match="Vous êtes « Une PME »"):
        ask(camille, asked, before, SimpleNamespace(sender=camille.email))
