"""What people find: threads, posts, companies, people and messages, by their words."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.actions import close_account, update_profile
from accounts.companies.importing import import_companies
from chat.actions import edit_message
from forum.actions import edit_post
from forum.models import Post, Thread
from forum.moderating.actions import arrange_thread
from forum.moving.actions import merge_thread, move_posts, split_thread
from search.finding import Narrowing, find
from search.models import Synonyms
from tests.build import make_board, make_company, make_message, make_post, make_room, make_tag, make_thread, make_user

GUEST = AnonymousUser()


def found(user, text, **keys):
    """Return the rows that this person finds, in their order."""
    return [(hit.kind, hit.pk) for hit in find(user, text, Narrowing(keys)).hits]


def kinds_found(user, text):
    return sorted({hit.kind for hit in find(user, text, Narrowing({})).hits})


def test_a_thread_is_found_by_its_title_its_tags_and_its_first_words(board, camille):
    tag = make_tag("sciage", "sawing")
    thread = make_thread(camille, board, title="Quelle lame choisir?", tags=[tag], body="Nos barres de 7075 bavent.")
    for text in ("lames", "LAME", "sciage", "sawing", "barre", "7075", "lame 7075 sawing"):
        assert ("thread", thread.pk) in found(GUEST, text), text
    assert found(GUEST, "peinture") == []


def test_a_reply_is_found_and_what_its_author_made_of_it(thread, noe):
    post = make_post(thread, noe, "Denture négative.")
    assert found(GUEST, "dentures") == [("post", post.pk)]
    edit_post(by=noe, post=post, body="Lubrifiant au pinceau.")
    assert found(GUEST, "denture") == []
    assert found(GUEST, "lubrifiants") == [("post", post.pk)]


def test_the_title_that_moderators_gave_is_found(thread, sylvie):
    same = {"kind": thread.kind, "tags": [], "board": thread.board, "pinned_until": None}
    arrange_thread(by=sylvie, thread=thread, title="Sciage du bronze", **same)
    assert found(GUEST, "bronze") == [("thread", thread.pk)]


def test_a_first_message_that_changed_changes_what_its_thread_is_found_by(thread, camille):
    edit_post(by=camille, post=thread.posts.get(), body="Du laiton, plutôt.")
    assert found(GUEST, "laiton") == [("thread", thread.pk), ("post", thread.posts.get().pk)]


def test_posts_that_moved_are_found_in_their_new_thread(board, sylvie, camille, noe):
    source, target = make_thread(camille, board), make_thread(camille, board, title="Lubrifiants")
    post = make_post(source, noe, "Denture négative.")
    move_posts(by=sylvie, thread=source, posts=[post.pk], to=target)
    assert [hit.place for hit in find(GUEST, "denture", Narrowing({})).hits] == [("thread", target.pk)]
    new = split_thread(by=sylvie, thread=target, posts=[post.pk], title="Lames", kind="question", tags=[], board=board)
    assert found(GUEST, "denture") == [("thread", new.pk), ("post", post.pk)]
    merge_thread(by=sylvie, thread=new, to=target)
    assert found(GUEST, "denture") == [("post", post.pk)]


def test_a_company_is_found_by_what_its_page_says(camille):
    company = make_company("Forges du Nord", town="Alma", activity_fr="Pièces forgées", description_en="Forged parts")
    for text in ("forge", "Alma", "pièce forgée", "forged part"):
        assert ("company", company.pk) in found(GUEST, text), text
    company.name = "Presses du Nord"
    company.save(update_fields=["name"])
    assert found(GUEST, "forges alma") == [("company", company.pk)]  # its activity still says it


def test_imported_companies_are_found(db):
    import_companies(by=None, data="nom;ville\nLaminés Boréal;Amos\n".encode())
    assert [kind for kind, _pk in found(GUEST, "laminé")] == ["company"]


def test_members_find_people_by_name_and_by_what_is_for_members(camille, noe):
    update_profile(person=noe, company=None, role="Soudeur", about_shown_to="nobody", role_shown_to="members")
    assert found(camille, "tremblay") == [("person", noe.pk)]
    assert found(camille, "soudeurs") == [("person", noe.pk)]
    update_profile(person=noe, company=None, role_shown_to="nobody")
    assert found(camille, "soudeur") == []
    assert found(GUEST, "tremblay") == []


def test_who_left_is_not_found_any_more(camille, noe):
    close_account(person=noe)
    assert found(camille, "tremblay") == []


def test_messages_are_found_in_rooms(camille, noe, room):
    message = make_message(room, noe, "Le four est à 480 °C.")
    assert found(camille, "fours 480") == [("message", message.pk)]
    edit_message(by=noe, message=message, body="La presse chauffe.")
    assert found(camille, "four") == []
    assert found(camille, "presses") == [("message", message.pk)]


def test_one_search_finds_all_kinds(camille, noe, board, room):
    make_company("Usinage Boréal")
    make_user("Denis Boréal")
    make_thread(camille, board, title="Presse Boréal", body="Qui la connaît?")
    make_post(make_thread(camille, board), noe, "Demandez chez Boréal.")
    make_message(room, noe, "Boréal livre demain.")
    assert kinds_found(camille, "boreal") == ["company", "message", "person", "post", "thread"]


def test_a_title_counts_more_than_a_text_and_all_words_more_than_some(camille, board):
    in_text = make_thread(camille, board, title="Une question", body="Quelle lame pour une barre?")
    in_title = make_thread(camille, board, title="Quelle lame?", body="Pour une barre.")
    one_word = make_thread(camille, board, title="Lame lame lame", body="Rien d’autre.")
    threads = [pk for kind, pk in found(GUEST, "lame barre") if kind == "thread"]
    assert threads == [in_title.pk, in_text.pk, one_word.pk]


def test_a_thread_and_its_posts_are_shown_once(thread, noe):
    make_post(thread, noe, "Une lame à 80 dents.")
    hits = find(GUEST, "lame", Narrowing({}))
    assert [hit.kind for hit in hits.of_kind("")] == ["thread"]
    assert [hit.kind for hit in hits.of_kind("post")] == ["post"]
    assert hits.count_by_kind() == {"thread": 1, "post": 1}


def test_synonyms_of_the_staff_are_found_in_both_directions(camille, board):
    Synonyms.objects.create(words="filage, extrusion")
    thread = make_thread(camille, board, title="Presse à filer", body="Le filage à froid.")
    assert ("thread", thread.pk) in found(GUEST, "extrusions")


@pytest.mark.parametrize("typed", ["alumnium", "aluminum", "alluminium", "Aluminiun"])
def test_a_typing_error_is_forgiven_in_titles(camille, board, typed):
    thread = make_thread(camille, board, title="Souder l’aluminium mince", body="À 2 mm, ça perce.")
    result = find(GUEST, f"{typed} mince", Narrowing({}))
    assert (result.correction, result.hits[0].pk) == ("aluminium mince", thread.pk)


@pytest.mark.parametrize("typed", ["Gauthir", "camile", "Gautier"])
def test_a_typing_error_is_forgiven_in_names(camille, noe, typed):
    assert found(noe, typed) == [("person", camille.pk)]


def test_a_word_that_is_found_is_not_corrected(camille, board):
    make_thread(camille, board, title="Presser à chaud", body="Quelle pression?")
    assert find(GUEST, "pression inconnu", Narrowing({})).correction == ""


def test_hits_are_narrowed_and_counted(camille, noe, board):
    other, tag = make_board(name_fr="Soudage"), make_tag()
    here = make_thread(camille, board, tags=[tag])
    there = make_thread(noe, other)
    assert {pk for kind, pk in found(GUEST, "lame") if kind == "thread"} == {here.pk, there.pk}
    for keys, thread in (
        ({"board": board.pk}, here),
        ({"tag": tag.pk}, here),
        ({"author": noe.pk}, there),
    ):
        assert {pk for kind, pk in found(GUEST, "lame", **keys) if kind == "thread"} == {thread.pk}


def test_a_room_narrows_to_its_messages(camille, noe, room, thread):
    make_message(make_room(name_fr="Fonderie"), noe, "Une lame.")
    message = make_message(room, noe, "Une lame.")
    assert found(camille, "lame", room=room.pk) == [("message", message.pk)]


@pytest.mark.parametrize(("kind", "model"), [("post", Post), ("thread", Thread)])
def test_of_two_that_say_the_same_the_confirmed_one_stands_first(board, camille, noe, kind, model):
    threads = [make_thread(camille, board, title="Refroidir la filière", body="Comment?") for _each in range(3)]
    posts = [make_post(thread, noe, "Refroidir au brouillard.") for thread in threads]
    rows = {"post": posts, "thread": threads}[kind]
    for row, companies in zip(rows, (1, 2, 0), strict=True):
        model.objects.filter(pk=row.pk).update(confirmed=companies)
    ranked = [pk for name, pk in found(GUEST, "refroidir") if name == kind and pk in {row.pk for row in rows}]
    assert ranked == [rows[1].pk, rows[0].pk, rows[2].pk]
