"""Boards, tags, threads and posts in the admin."""

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils.html import escape

from forum.models import Board, Tag
from tests.build import make_board, make_post, make_tag, make_thread, make_user
from tests.sockets import open_page

FIELDS = {
    "name_fr": "Moulage",
    "name_en": "Casting",
    "slug": "moulage",
    "description_fr": "Sable, coquille, sous pression.",
    "description_en": "Sand, permanent mould, die.",
    "position": "3",
    "tone": "4",
    "icon": "factory",
    "readable_by": "everyone",
    "writable_by": "members",
}


@pytest.fixture
def administrator(db):
    return make_user("Admin Istration", is_staff=True, is_superuser=True)


@pytest.fixture
def admin(client_of, administrator):
    return client_of(administrator)


def test_a_board_is_made(admin, noe):
    answer = admin.post(reverse("admin:forum_board_add"), {**FIELDS, "moderators": [noe.pk]})
    assert answer.status_code == 302
    board = Board.objects.get()
    assert (board.slug, board.name_en, board.tone, board.icon, board.position) == (
        "moulage",
        "Casting",
        4,
        "factory",
        3,
    )
    assert list(board.moderators.all()) == [noe]


def test_a_board_for_chosen_groups_names_them(admin):
    answer = admin.post(reverse("admin:forum_board_add"), {**FIELDS, "readable_by": "groups", "writable_by": "groups"})
    assert answer.status_code == 200
    errors = answer.context["adminform"].form.errors
    assert set(errors) == {"readable_groups", "writable_groups"}
    assert not Board.objects.exists()


def test_boards_are_put_in_order_in_the_list(admin):
    first, second = make_board(position=1), make_board(position=2)
    rows = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "_save": "1"}
    rows |= {"form-0-id": first.pk, "form-0-position": 9, "form-1-id": second.pk, "form-1-position": 4}
    assert admin.post(reverse("admin:forum_board_changelist"), rows).status_code == 302
    assert list(Board.objects.in_order()) == [second, first]


def test_people_are_found_for_the_moderators_of_a_board(admin, noe):
    found = admin.get(
        reverse("admin:autocomplete"),
        {"app_label": "forum", "model_name": "board", "field_name": "moderators", "term": "noé"},
    )
    assert [row["id"] for row in found.json()["results"]] == [str(noe.pk)]


def test_a_board_with_threads_is_kept(admin, thread):
    answer = admin.post(reverse("admin:forum_board_delete", args=[thread.board_id]), {"post": "yes"}, follow=True)
    assert Board.objects.filter(pk=thread.board_id).exists()
    assert len(answer.context["messages"]) == 1
    empty = make_board()
    admin.post(reverse("admin:forum_board_delete", args=[empty.pk]), {"post": "yes"})
    assert not Board.objects.filter(pk=empty.pk).exists()


@pytest.mark.django_db(transaction=True)
async def test_who_may_not_read_a_board_any_more_stops_hearing_it(board, camille, administrator, client_of):
    group = await Group.objects.acreate(name="Partenaires")
    fields = {**FIELDS, "readable_by": "groups", "readable_groups": [group.pk]}
    address = reverse("admin:forum_board_change", args=[board.pk])
    browser = await database_sync_to_async(client_of)(administrator)
    async with open_page(camille) as page:
        await page.join(board.topic)
        await page.join("latest")
        answer = await database_sync_to_async(browser.post)(address, fields)
        assert answer.status_code == 302
        awaited = [{"topic": board.topic, "gone": True}, {"topic": "latest", "hint": True}]
        while awaited:  # in either order; the board's own hint comes first, or too late to be heard
            frame = await page.receive_frame()
            awaited = [other for other in awaited if other != frame]


@pytest.mark.parametrize("name", ["energie", "ÉNERGIE", "Energy"])
def test_one_word_is_one_tag(admin, name):
    make_tag("Énergie", "energy")
    answer = admin.post(reverse("admin:forum_tag_add"), {"name": name, "name_en": "", "slug": "autre"})
    assert "name" in answer.context["adminform"].form.errors
    assert Tag.objects.count() == 1


@pytest.mark.parametrize("field", ["name", "name_en"])
def test_a_name_that_folds_to_more_signs_than_are_kept_is_refused(admin, field):
    of_eighteen_letters = "\ufdfa"
    fields = {"name": "alliage", "name_en": "alloy", "slug": "alliage", field: of_eighteen_letters * 50}
    answer = admin.post(reverse("admin:forum_tag_add"), fields)
    assert "trop long" in str(answer.context["adminform"].form.errors[field])
    assert not Tag.objects.exists()


def test_a_tag_makes_its_address(admin):
    admin.post(reverse("admin:forum_tag_add"), {"name": "4.0", "name_en": "4.0", "slug": ""})
    assert Tag.objects.get().slug == "4-0"


def test_a_tag_is_renamed_in_place(admin):
    tag = make_tag("Énergie", "energy")
    answer = admin.post(
        reverse("admin:forum_tag_change", args=[tag.pk]), {"name": "énergie", "name_en": "power", "slug": "energie"}
    )
    assert answer.status_code == 302
    tag.refresh_from_db()
    assert (tag.name, tag.folded_en) == ("énergie", "power")


def test_tags_are_found_without_accents(admin):
    make_tag("Énergie", "energy")
    make_tag("soudage", "welding")
    found = admin.get(reverse("admin:forum_tag_changelist"), {"q": "ENERGIE"})
    assert [tag.name for tag in found.context["cl"].result_list] == ["Énergie"]


def test_a_tag_that_threads_carry_is_kept(admin, camille, board):
    tag, unused = make_tag("soudage"), make_tag("moulage")
    make_thread(camille, board, tags=[tag])
    for row in (tag, unused):
        admin.post(reverse("admin:forum_tag_delete", args=[row.pk]), {"post": "yes"})
    assert list(Tag.objects.all()) == [tag]


@pytest.mark.parametrize("name", ["thread", "post"])
def test_what_people_wrote_is_read_and_never_changed(admin, thread, camille, name):
    row = thread if name == "thread" else make_post(thread, camille, "<script>Lame</script>")
    address = reverse(f"admin:forum_{name}_change", args=[row.pk])
    page = admin.get(address).content.decode()
    assert escape(row.title if name == "thread" else row.body) in page
    assert "<script>Lame" not in page
    assert admin.post(address, {"title": "Autre", "body": "Autre"}).status_code == 403
    assert admin.post(reverse(f"admin:forum_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert admin.get(reverse(f"admin:forum_{name}_add")).status_code == 403


def test_words_are_searched(admin, thread, noe):
    make_post(thread, noe, "Une lame de 100 dents")
    for name, term in (("post", "100 dents"), ("post", "noe@example.org"), ("thread", "7075")):
        found = admin.get(reverse(f"admin:forum_{name}_changelist"), {"q": term})
        assert found.context["cl"].result_count == 1, term


def test_staff_read_what_they_may_see_anyway(client_of, camille, noe):
    group = Group.objects.create(name="Partenaires")
    private = make_board(readable_by=Board.Readers.GROUPS)
    private.readable_groups.add(group)
    camille.groups.add(group)
    thread = make_thread(camille, private, title="CANARI")
    noe.is_staff = True
    noe.save()
    noe.user_permissions.add(*Permission.objects.filter(codename__in=["view_thread", "view_post"]))
    browser = client_of(noe)
    for name, pk in (("thread", thread.pk), ("post", thread.posts.get().pk)):
        assert b"CANARI" not in browser.get(reverse(f"admin:forum_{name}_changelist")).content
        assert browser.get(reverse(f"admin:forum_{name}_change", args=[pk])).status_code == 302


def test_members_have_no_admin(client_of, camille, board):
    browser = client_of(camille)
    for name in ("board", "tag", "thread", "post"):
        answer = browser.get(reverse(f"admin:forum_{name}_changelist"))
        assert answer.status_code in (302, 403)


def test_the_admin_speaks_french(admin, board):
    page = admin.get(reverse("admin:forum_board_change", args=[board.pk])).content.decode()
    for words in ("nom en français", "nom en anglais", "Corail", "Modérateurs"):
        assert words.casefold() in page.casefold(), words
