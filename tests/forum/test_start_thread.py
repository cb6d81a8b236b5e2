from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from content.text import AlreadySent
from forum.actions import start_thread
from forum.models import Board, Post, Thread
from tests.build import make_board, make_tag, make_thread


def test_a_thread_opens_with_its_first_post(board, camille):
    tag = make_tag("soudage", "welding")
    thread = make_thread(camille, board, title="4043 ou 5356?", body="Cadres **anodisés**.", tags=[tag])
    post = thread.posts.get()
    assert (thread.version, thread.last_number, thread.visible_posts, thread.replies) == (1, 1, 1, 0)
    assert (post.number, post.version, post.author) == (1, 1, camille)
    assert "<strong>anodisés</strong>" in post.html
    assert [t.slug for t in thread.tags.all()] == ["soudage"]
    assert Board.objects.get(pk=board.pk).visible_threads == 1


def test_the_same_form_twice_is_one_thread(board, camille):
    once = uuid4()
    first = make_thread(camille, board, body="Quelle lame?", client_id=once)
    second = make_thread(camille, board, body="Quelle lame?", client_id=once)
    assert first == second
    assert (Thread.objects.count(), Post.objects.count()) == (1, 1)
    assert Board.objects.get(pk=board.pk).visible_threads == 1


def test_the_same_form_with_another_text_is_told(board, camille):
    once = uuid4()
    make_thread(camille, board, body="Quelle lame?", client_id=once)
    with pytest.raises(AlreadySent):
        make_thread(camille, board, body="Quelle vitesse?", client_id=once)
    assert Thread.objects.count() == 1


def test_a_suspended_person_opens_nothing(board, camille):
    camille.suspended_until = timezone.now() + timezone.timedelta(days=1)
    with pytest.raises(PermissionDenied):
        make_thread(camille, board)
    assert not Thread.objects.exists()


def test_only_chosen_groups_write_in_their_board(board, camille, django_user_model):
    from django.contrib.auth.models import Group

    partners = Group.objects.create(name="Partenaires")
    board = make_board(writable_by=Board.Writers.GROUPS)
    board.writable_groups.add(partners)
    with pytest.raises(PermissionDenied):
        make_thread(camille, board)
    camille.groups.add(partners)
    assert make_thread(camille, board).board == board


def test_nobody_writes_in_a_board_they_cannot_see(camille):
    board = make_board(readable_by=Board.Readers.GROUPS)
    with pytest.raises(PermissionDenied):
        make_thread(camille, board)


def page(board):
    return reverse("forum:new_thread", args=[board.slug])


def filled(**fields):
    return {
        "kind": "question",
        "title": "Bavures après le sciage",
        "body": "Profilés 6063, lame de 80 dents.",
        "tags": "Automatisation",
        "client_id": str(uuid4()),
    } | fields


def test_the_page_opens_a_thread_and_leads_to_it(client, board, camille):
    make_tag("automatisation", "automation")
    client.force_login(camille)
    answer = client.post(page(board), filled(tags=" AUTOMATION "))
    thread = Thread.objects.get()
    assert (answer.status_code, answer.url) == (302, thread.get_absolute_url())
    assert [tag.slug for tag in thread.tags.all()] == ["automatisation"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " \u200b "}, "Écrivez quelque chose ici."),
        ({"body": ""}, "Écrivez quelque chose ici."),
        ({"tags": ""}, "Choisissez au moins un mot-clé."),
        ({"tags": "licorne"}, "Ce mot-clé n’existe pas\xa0: licorne."),
        ({"kind": "sondage"}, "Sélectionnez un choix valide. sondage n’en fait pas partie."),
    ],
)
def test_what_is_wrong_is_told_and_the_text_comes_back(client, board, camille, fields, sentence):
    make_tag("automatisation", "automation")
    client.force_login(camille)
    answer = client.post(page(board), filled(**({"body": "Un texte gardé."} | fields)))
    assert answer.status_code == 422
    assert [sentence] in answer.context["form"].errors.values()
    if "body" not in fields:
        assert "Un texte gardé." in answer.content.decode()
    assert not Thread.objects.exists()


def test_six_tags_are_one_too_many(client, board, camille):
    names = [make_tag(f"mot {n}", f"word {n}").name for n in range(6)]
    client.force_login(camille)
    assert client.post(page(board), filled(tags=", ".join(names))).status_code == 422
    assert client.post(page(board), filled(tags=", ".join(names[:5]))).status_code == 302


def test_fields_that_are_not_ours_to_choose_are_ignored(client, board, camille, noe):
    make_tag("automatisation", "automation")
    client.force_login(camille)
    extra = {"author": noe.pk, "board": make_board().pk, "number": 7, "version": 9, "closed_at": "2020-01-01"}
    client.post(page(board), filled(**extra))
    thread = Thread.objects.get()
    assert (thread.author, thread.board, thread.version, thread.closed_at) == (camille, board, 1, None)


def test_a_stranger_finds_no_form(client, board, lea):
    private = make_board(readable_by=Board.Readers.GROUPS)
    assert client.get(page(board)).status_code == 302  # to the sign-in page
    client.force_login(lea)
    assert client.get(page(private)).status_code == 404
    assert client.post(page(private), filled()).status_code == 404


def test_the_kind_and_the_tags_may_come_with_the_address(client, board, camille):
    client.force_login(camille)
    form = client.get(page(board) + "?tags=soudage&kind=discussion").context["form"]
    assert (form["tags"].value(), form["kind"].value()) == ("soudage", "discussion")


def test_start_thread_says_which_language(board, camille):
    thread = start_thread(
        author=camille,
        board=board,
        kind="question",
        title="Which blade for 6063?",
        tags=[],
        body="We have burrs on the parts after the saw.",
        client_id=uuid4(),
    )
    assert (thread.language, thread.posts.get().language) == ("en", "en")
