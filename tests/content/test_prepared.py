"""A question whose SQL is kept answers what its queryset would."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.utils import timezone

from content.prepared import prepared
from forum.models import Board, Thread
from forum.permissions import can_moderate
from moderation.permissions import can_see_reports
from tests.build import make_board, make_thread, make_user


@prepared
def threads_of(person_id, board_id):
    return Thread.objects.filter(author=person_id, board=board_id).order_by("pk").values_list("pk", "title")


def test_each_key_has_its_own_rows(board, camille, noe):
    other = make_board(name_fr="Fonderie")
    first, second = make_thread(camille, board, title="Scier"), make_thread(camille, board, title="Percer")
    third = make_thread(noe, other, title="Couler")
    assert list(threads_of(camille.pk, board.pk)) == [(first.pk, "Scier"), (second.pk, "Percer")]
    assert list(threads_of(noe.pk, other.pk)) == [(third.pk, "Couler")]
    assert list(threads_of(noe.pk, board.pk)) == []


@prepared
def rows_of(person_id, *, latest_first):
    threads = Thread.objects.filter(author=person_id).select_related("board").annotate(next=F("last_number") + 1)
    return threads.order_by("-pk" if latest_first else "pk")[:2]


def test_rows_come_with_what_their_queryset_joins_and_adds(board, camille, django_assert_num_queries):
    first, second, third = (make_thread(camille, board) for _ in range(3))
    with django_assert_num_queries(2):
        latest, oldest = rows_of(camille.pk, latest_first=True), rows_of(camille.pk, latest_first=False)
        assert [(thread.board.name, thread.next) for thread in latest] == [("Usinage", 2), ("Usinage", 2)]
    assert (latest, oldest) == ([third, second], [first, second])
    assert latest[0].created_at == third.created_at


def test_a_key_that_no_database_takes_finds_nothing(board, camille):
    assert rows_of(10**30, latest_first=True) == []


def test_what_changes_between_two_questions_is_seen(board, camille):
    assert [can_moderate(camille, board), can_see_reports(camille)] == [False, False]
    board.moderators.add(camille)
    assert [can_moderate(camille, board), can_see_reports(camille)] == [True, True]
    board.moderators.clear()
    assert [can_moderate(camille, board), can_see_reports(camille)] == [False, False]


@prepared
def seen_by(user, board_id):
    return Thread.objects.visible_to(user).filter(board=board_id).order_by("pk").values_list("pk")


def test_each_reader_is_answered_for_who_they_are(board, camille, sylvie, noe):
    shown, hidden = make_thread(camille, board), make_thread(camille, board)
    Thread.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
    Board.objects.filter(pk=board.pk).update(readable_by=Board.Readers.MEMBERS)
    administrator = make_user("Admin Istration", is_superuser=True)
    all_of_them = [(shown.pk,), (hidden.pk,)]
    assert [seen_by(member, board.pk) for member in (camille, noe)] == [[(shown.pk,)]] * 2
    assert [seen_by(moderator, board.pk) for moderator in (sylvie, administrator)] == [all_of_them] * 2
    assert seen_by(AnonymousUser(), board.pk) == []
