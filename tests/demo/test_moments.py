"""Each feature is there to be seen in the demo, by the person whom it is for."""

import re

import pytest
from django.urls import reverse

from accounts.models import User
from bookmarks.models import Bookmark
from chat.models import Message, Room, RoomReading, with_unread
from content.models import Attachment, Draft
from demo.accounts import email_of
from forum.models import Post, Thread, ThreadEvent, ThreadReading, Trial
from moderation.models import Decision, Report
from networking.models import ContactWish, PairingMember, Proposal, Session
from networking.summaries import summary_of
from notifications.letters import letter_of
from notifications.models import Email, Notification

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.xdist_group("demo: moments")]
CELL = "Première cellule robotisée"


def person(handle):
    return User.objects.get(email=email_of(handle))


def thread(begins):
    return Thread.objects.get(title__startswith=begins)


def page_of(client, handle, address):
    client.force_login(person(handle))
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def unread_of(handle):
    return Notification.objects.visible_to(person(handle)).unread()


def test_profiles_say_whom_each_part_is_for(demo):
    camille, dylan = person("camille-gauthier"), person("dylan-norton")
    assert (camille.languages, camille.about_shown_to) == (["fr", "en", "es"], "everyone")
    assert (dylan.role_for_members, dylan.company_for_members) == ("", None)
    assert person("jean-philippe-lavoie").chosen_initials == "JPL"


def test_a_thread_has_a_quote_a_mention_a_picture_a_pdf_and_a_history(client, demo):
    cell = thread(CELL)
    question, answer = (cell.posts.get(number=number) for number in (9, 10))
    quoted = cell.posts.get(number=8)
    assert f'href="{quoted.get_absolute_url()}"' in question.html and "<blockquote>" in question.html
    assert person("camille-gauthier") in [mention.person for mention in question.mentions.all()]
    kinds = Attachment.objects.visible_to(person("noe-tremblay")).filter(unused_since=None)
    assert sorted(kinds.values_list("kind", flat=True)) == ["pdf", "picture"]
    for attachment in kinds:
        assert attachment.get_absolute_url() in answer.html
        assert client.get(attachment.get_absolute_url()).status_code == 200  # a board that guests read
    assert [post.revisions.count() for post in (quoted, answer)] == [1, 1]
    assert answer.edited_at > answer.created_at and "<blockquote>" in answer.html
    assert "27" in page_of(client, "noe-tremblay", reverse("forum:history", args=[answer.pk]))


def test_a_message_was_moved_and_a_thread_merged(client, demo):
    cell, merged = thread(CELL), thread("Changement de série sur cellule")
    assert merged.merged_into == cell and not merged.posts.exists()
    moved = Post.objects.get(body__startswith="Pour le chariot à peignes")
    assert (moved.thread, moved.author.name) == (cell, "Kevin Simard")
    kinds = ThreadEvent.Kind
    assert cell.events.filter(kind=kinds.POSTS_CAME).count() == 2
    client.force_login(person("camille-gauthier"))
    assert client.get(merged.get_absolute_url())["Location"] == cell.get_absolute_url()


def test_threads_are_pinned_closed_and_old(demo):
    assert [one.is_pinned for one in (thread("Atelier du midi"), thread("Feuille de redémarrage"))] == [True, True]
    assert not thread("Deux stages payés").is_open
    assert thread("Feuille de redémarrage").is_old


def test_threads_are_followed_muted_and_unread(client, demo):
    camille = person("camille-gauthier")
    watches = ThreadReading.objects.filter(person=camille)
    assert watches.get(thread=thread("Forty tags")).watch == ThreadReading.Watch.FOLLOWING
    assert watches.get(thread=thread("Deux de mes chauffeurs")).watch == ThreadReading.Watch.MUTED
    unread = set(Thread.objects.visible_to(camille).unread_by(camille))
    assert unread >= {thread(CELL), thread("Forty tags"), thread("Clause d’indexation")}
    assert thread("Deux de mes chauffeurs") not in unread
    for handle in ("camille-gauthier", "noe-tremblay"):
        reading = ThreadReading.objects.get(person=person(handle), thread=thread(CELL))
        assert (reading.number, reading.thread.last_number) == (15, 18)


def test_a_draft_waits_for_its_author(client, demo):
    draft = Draft.objects.get()
    place = Thread.objects.get(title__startswith="Sept minutes")
    assert (draft.person, draft.place) == (person("camille-gauthier"), place.topic)
    assert "la scie retarde de 4" in page_of(client, "camille-gauthier", place.get_absolute_url())


def test_the_bell_of_camille_holds_several_kinds(client, demo):
    news = unread_of("camille-gauthier")
    counts = {kind: news.filter(kind=kind).count() for kind in set(news.values_list("kind", flat=True))}
    told = {"join_asked": 3, "mention": 2, "reply": 2, "room_invitation": 1, "room_mention": 3}
    told |= {"same_problem": 2, "useful": 1, "bookmark": 1, "new_thread": 1, "nudge": 1, "contact_exchanged": 3}
    assert counts == told
    grouped = news.for_list().get(kind="reply", topic=thread(CELL).topic)
    assert (grouped.actor.name, grouped.others) == ("David St-Onge", 2)
    shown = page_of(client, "camille-gauthier", reverse("notifications:list"))
    for name in ("Amélie Chartrand", "Thierry Nguyen", "Tuan Hoang", "David St-Onge", "Cindy Michaud"):
        assert name in shown
    assert Notification.objects.visible_to(person("camille-gauthier")).exclude(read_at=None).exists()


def test_camille_keeps_a_thread_posts_and_a_message_with_reminders(client, demo):
    kept = Bookmark.objects.told_to(person("camille-gauthier")).order_by("created_at")
    assert [bookmark.what for bookmark in kept] == ["thread", "post", "message", "post"]
    assert [(bool(row.remind_at), bool(row.reminded_at)) for row in kept] == [
        (False, False),
        (True, False),
        (False, True),
        (False, False),
    ]
    assert "Essayer les galets en U" in page_of(client, "camille-gauthier", reverse("notifications:list"))


def test_two_groups_talk_with_signs_and_answers(client, demo):
    truck, footbridge = Room.objects.filter(is_group=True, is_hosted=False).order_by("pk")
    assert [room.members.count() for room in (truck, footbridge)] == [7, 8]
    assert truck.members.get(in_charge=True).person == person("camille-gauthier")
    for room in (truck, footbridge):
        assert room.messages.exclude(reply_to=None).count() >= 4
        assert room.messages.exclude(reactions={}).count() >= 8
    assert client.get(truck.get_absolute_url()).status_code == 302
    assert "Bertrand Pelletier" in page_of(client, "noe-tremblay", truck.get_absolute_url())
    client.force_login(person("patrick-gagne"))
    assert client.get(truck.get_absolute_url()).status_code == 404


def test_mentions_wait_in_rooms_and_one_room_is_silent(demo):
    camille = person("camille-gauthier")
    rooms = with_unread(Room.objects.visible_to(camille), camille)
    waiting = sorted((room.name, room.mentions) for room in rooms if room.mentions)
    assert [(name.split()[0], mentions) for name, mentions in waiting] == [
        ("Automatisation", 1),
        ("Camion", 1),
        ("Soumission", 1),  # by her company
    ]
    assert RoomReading.objects.get(person=camille, room__slug="finition").level == RoomReading.Level.NOTHING


def test_reports_wait_and_decisions_are_in_the_log(client, demo):
    assert Report.objects.open().visible_to(person("sylvie-desrosiers")).count() == 3
    queue = page_of(client, "sylvie-desrosiers", reverse("moderation:reports"))
    assert "marché aux puces" in queue and "confidentielle" in queue
    log = page_of(client, "sylvie-desrosiers", reverse("moderation:log"))
    for decision in Decision.objects.all():
        assert decision.reason in log
    assert sorted(Decision.objects.values_list("kind", flat=True)) == ["close", "hide", "hide"]
    hidden = Message.objects.exclude(hidden_at=None).get()
    assert hidden.body not in page_of(client, "camille-gauthier", hidden.room.get_absolute_url())
    assert unread_of("carl-beauchesne").filter(kind="decision").count() == 1


def test_what_a_company_told_was_hidden_for_a_reason(client, demo):
    hidden = Trial.objects.exclude(hidden_at=None).get()
    shown = page_of(client, "sylvie-desrosiers", hidden.get_absolute_url())
    assert [hidden.text in shown, hidden.text in page_of(client, "camille-gauthier", hidden.get_absolute_url())] == [
        True, False,
    ]  # fmt: skip
    assert unread_of("remi-larouche").filter(kind="decision").count() == 1


def test_a_question_without_a_reply_was_brought_to_the_moderators(client, demo):
    waiting = thread("Pont roulant de 5")
    assert (waiting.replies, waiting.brought) == (0, Thread.Brought.MODERATORS)
    assert unread_of("sylvie-desrosiers").filter(kind="unanswered", topic=waiting.topic).count() == 1
    assert waiting.title in page_of(client, "camille-gauthier", f"{reverse('forum:latest')}?etat=sans-reponse")


def test_an_answer_is_to_be_confirmed_again(client, demo):
    page = page_of(client, "camille-gauthier", thread("Argon").get_absolute_url())
    assert "À revalider" in page


def test_the_invitation_left_as_a_letter(demo):
    assert Email.objects.get(kind="").to == "felicite.lessard@demo.invalid"


def test_the_summary_of_the_week_leaves_for_one_person_whatever_day_it_is(demo):
    email = Email.objects.exclude(kind="").get()
    letter = letter_of(email)
    assert email.person == person("camille-gauthier")
    assert letter.subject.startswith("Votre semaine")
    assert len(re.findall(r"/fils/\d+/", letter.text)) > 2


def test_a_question_is_signed_as_a_small_company_and_answered(client, demo):
    asked = thread("Un seul client")
    shown = page_of(client, "camille-gauthier", asked.get_absolute_url())
    assert "Une PME (moins de 60 employés)" in shown and "Marie-Ève" not in shown
    assert asked.answered_at and asked.posts.count() == 3
    assert "data-signs" in page_of(client, "marie-eve-roussel", asked.get_absolute_url())
    look = reverse("moderation:look", args=[asked.posts.get(number=1).pk])
    assert "Voir qui a posé la question" in page_of(client, "sylvie-desrosiers", look)


def test_the_session_that_is_on_has_a_poll_questions_and_a_talk(client, demo):
    on = Session.objects.get(title_fr="Automatiser sa première cellule")
    client.force_login(person("camille-gauthier"))
    assert client.post(reverse("networking:enter", args=[on.pk])).status_code == 302
    shown = client.get(on.get_live_url()).content.decode()
    for words in ("Où en êtes-vous avec", "À partir de combien de pièces", "les temps de changement"):
        assert words in shown
    assert list(on.questions.in_order().values_list("votes", flat=True)) == [3, 1, 2]
    assert [len(table.sitting) for table in on.tables.with_people().order_by("pk")] == [2, 2, 2, 0]


def test_in_the_session_that_was_people_met_at_tables_and_in_rounds(client, demo):
    over = Session.objects.get(title_fr="Reprendre sans perdre ses gens")
    assert (over.questions.count(), over.tables.count(), over.rounds.planned().count()) == (3, 3, 3)
    assert Proposal.objects.get().question.session == over
    camille = person("camille-gauthier")
    assert ContactWish.objects.contacts_of(camille).count() == 3
    paired = PairingMember.objects.met().filter(person=camille)
    assert paired.count() == 3
    for stay in paired.select_related("round"):
        assert stay.round.starts_at <= stay.came_at < stay.round.ends_at
    people = page_of(client, "camille-gauthier", reverse("networking:met", args=[over.pk]))
    assert "Isabelle Vachon" in people
    charts = {chart.title: [bar.value for bar in chart.bars] for chart in summary_of(over)["charts"]}
    assert charts["Rondes minutées"] == [11, 15]
    assert all(None not in values for values in charts.values())
