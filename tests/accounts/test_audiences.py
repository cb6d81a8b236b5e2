"""Whom each part of a profile is for, at every door where it could show."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.actions import set_theme, update_profile
from accounts.models import User
from accounts.profiles import PARTS
from live.presence import card
from live.streams import changes_since
from tests.build import make_board, make_group_room, make_message, make_post, make_room, make_thread, make_user

pytestmark = pytest.mark.django_db

ABOUT, ROLE, COMPANY, LANGUAGE = "Quinze ans de presse", "Directrice de production", "Extrusions du Fjord", "Portugais"


@pytest.fixture
def camille(camille):
    camille.about, camille.languages = ABOUT, ["pt"]
    camille.save()
    return camille


def show(person, **audiences):
    """Choose who sees what; what is not named is for nobody."""
    chosen = {f"{part}_shown_to": audiences.get(part, "nobody") for part in PARTS}
    return update_profile(person=person, company=person.company, **chosen)


def said_to(browser, person):
    answer = browser.get(person.get_absolute_url())
    page = answer.content.decode() if answer.status_code == 200 else ""
    return [said for said in (ABOUT, ROLE, COMPANY, LANGUAGE) if said in page]


def test_newcomers_show_themselves_to_members_only(client, client_of, camille, noe):
    assert {getattr(camille, f"{part}_shown_to") for part in PARTS} == {"members"}
    assert said_to(client, camille) == []
    assert said_to(client_of(noe), camille) == [ABOUT, ROLE, COMPANY, LANGUAGE]


def test_each_part_is_for_whom_its_owner_chose(client, client_of, camille, noe):
    show(camille, about="everyone", role="members", company="nobody", languages="everyone")
    assert said_to(client, camille) == [ABOUT, LANGUAGE]
    assert said_to(client_of(noe), camille) == [ABOUT, ROLE, LANGUAGE]
    assert said_to(client_of(camille), camille) == [ABOUT, ROLE, COMPANY, LANGUAGE]


def test_a_guest_learns_no_more_of_a_private_person_than_of_nobody(client, camille):
    show(camille)
    absent = reverse("accounts:person", args=[10**9])
    answers = [client.get(page) for page in (camille.get_absolute_url(), absent)]
    assert [(answer.status_code, answer.url.partition("?")[0]) for answer in answers] == [
        (302, reverse("account_login"))
    ] * 2


def test_a_closed_account_shows_nothing_even_if_it_was_public(client, camille):
    show(camille, about="everyone")
    User.objects.filter(pk=camille.pk).update(is_active=False)
    assert client.get(camille.get_absolute_url()).status_code == 302


def test_a_public_page_offers_a_guest_nothing_that_members_do(client, camille):
    show(camille, about="everyone")
    page = client.get(camille.get_absolute_url()).content.decode()
    assert camille.email not in page and reverse("moderation:report", args=["person", camille.pk]) not in page


@pytest.mark.parametrize(("audience", "listed"), [("everyone", True), ("members", True), ("nobody", False)])
def test_a_company_lists_those_who_say_they_work_there(client, client_of, camille, noe, fjord, audience, listed):
    show(camille, company=audience)
    assert ("Camille Gauthier" in client_of(noe).get(fjord.get_absolute_url()).content.decode()) is listed
    assert "Camille Gauthier" not in client.get(fjord.get_absolute_url()).content.decode()


def test_a_list_of_colleagues_tells_no_private_role(client_of, camille, noe, fjord):
    show(camille, company="members")
    page = client_of(noe).get(fjord.get_absolute_url()).content.decode()
    assert "Camille Gauthier" in page and ROLE not in page


@pytest.mark.parametrize(
    ("readable_by", "audience", "named"),
    [
        ("everyone", "everyone", True),
        ("everyone", "members", False),
        ("everyone", "nobody", False),
        ("members", "everyone", True),
        ("members", "members", True),
        ("members", "nobody", False),
    ],
)
def test_a_post_names_the_company_only_where_all_its_readers_may_know(
    client_of, camille, noe, readable_by, audience, named
):
    board = make_board(readable_by=readable_by)
    thread = make_thread(noe, board)
    show(camille, company=audience)
    make_post(thread, User.objects.get(pk=camille.pk))
    page = client_of(noe).get(thread.get_absolute_url()).content.decode()
    frame = str(changes_since(thread.topic, 1, "fr-ca"))
    row = client_of(noe).get(reverse("forum:post_row", args=[thread.posts.get(number=2).pk])).content.decode()
    assert [COMPANY in text for text in (page, frame, row)] == [named] * 3


@pytest.mark.parametrize(("audience", "named"), [("members", True), ("nobody", False)])
def test_a_message_in_a_room_names_the_company_to_members(client_of, camille, noe, audience, named):
    room = make_room()
    show(camille, company=audience)
    make_message(room, User.objects.get(pk=camille.pk))
    page = client_of(noe).get(room.get_absolute_url()).content.decode()
    assert (COMPANY in page, COMPANY in str(changes_since(room.topic, 0, "fr-ca"))) == (named, named)


def test_names_that_are_offered_come_without_what_is_private(client_of, camille, noe, thread):
    show(camille, role="nobody", company="members")
    names = client_of(noe).get(reverse("forum:thread_names", args=[thread.pk]), {"q": "camille"}).json()["names"]
    assert [name["about"] for name in names] == [COMPANY]


# ---- The form ------------------------------------------------------------------------------

FORM = {"name": "Camille Gauthier", "language": "fr-ca", "time_zone": "America/Toronto", "theme": "system"}


def test_choices_are_kept(client_of, camille):
    chosen = {"about_shown_to": "everyone", "company_shown_to": "nobody", "languages": ["fr", "moe"], "theme": "dark"}
    assert client_of(camille).post(reverse("accounts:profile"), {**FORM, **chosen}).status_code == 302
    camille.refresh_from_db()
    assert {name: getattr(camille, name) for name in chosen} == chosen
    assert camille.language_names == ["Français", "Innu"]


@pytest.mark.parametrize("switch", [True, False])
def test_shortcuts_are_switched_in_the_profile(client_of, camille, switch):
    browser = client_of(camille)
    browser.post(reverse("accounts:profile"), {**FORM, **({"shortcuts": "on"} if switch else {})})
    assert ("data-shortcuts=" in browser.get("/").content.decode()) is switch


def test_a_form_without_choices_makes_nothing_public(client_of, camille):
    show(camille, about="everyone")
    client_of(camille).post(reverse("accounts:profile"), FORM)
    camille.refresh_from_db()
    assert {getattr(camille, f"{part}_shown_to") for part in PARTS} == {"members"}


@pytest.mark.parametrize(
    "wrong", [{"about_shown_to": "world"}, {"languages": ["xx"]}, {"languages": ["fr", "<b>"]}, {"theme": "sepia"}]
)
def test_unknown_choices_are_refused(client_of, camille, wrong):
    answer = client_of(camille).post(reverse("accounts:profile"), {**FORM, "about": "Gardez ceci", **wrong})
    assert answer.status_code == 422 and "Gardez ceci" in answer.content.decode()
    camille.refresh_from_db()
    assert (camille.about, camille.about_shown_to, camille.languages, camille.theme) == (
        ABOUT,
        "members",
        ["pt"],
        "system",
    )


def test_nothing_but_a_profile_is_changed_by_the_action(camille):
    with pytest.raises(TypeError):
        update_profile(person=camille, company=None, is_staff=True)
    camille.refresh_from_db()
    assert not camille.is_staff and camille.company


# ---- The theme -----------------------------------------------------------------------------


def test_the_theme_follows_the_account_to_another_device(client, client_of, camille):
    assert client_of(camille).post(reverse("accounts:set_theme"), {"theme": "dark"}).status_code == 204
    browser = client_of(camille)
    browser.cookies["theme"] = "light"  # what a guest chose on that device
    assert 'data-theme="dark"' in browser.get("/").content.decode()
    client.cookies["theme"] = "light"
    assert 'data-theme="light"' in client.get("/").content.decode()


def test_the_first_frame_follows_the_device_until_one_chooses(client_of, camille):
    browser = client_of(camille)
    browser.cookies["theme"] = "dark"
    assert 'data-theme=""' in browser.get("/").content.decode()


@pytest.mark.parametrize("theme", ["sepia", '"><script>', "x" * 5000])
def test_another_theme_is_refused(client_of, camille, theme):
    set_theme(person=camille, theme="dark")
    assert client_of(camille).post(reverse("accounts:set_theme"), {"theme": theme}).status_code == 422
    camille.refresh_from_db()
    assert camille.theme == "dark"


def test_suspended_people_choose_their_theme_but_not_their_profile(client_of, noe, time_machine):
    suspended = make_user("Sam Roy", suspended_until="2999-01-01T00:00:00Z")
    suspended.refresh_from_db()
    assert client_of(suspended).post(reverse("accounts:set_theme"), {"theme": "dark"}).status_code == 204
    with pytest.raises(PermissionDenied):
        update_profile(person=suspended, company=None, about_shown_to="everyone")


@pytest.mark.parametrize(("audience", "named"), [("members", COMPANY), ("nobody", "")])
def test_who_is_in_a_room_is_shown_with_the_company_that_members_may_know(camille, audience, named):
    assert card(show(camille, company=audience))["company"] == named


@pytest.mark.parametrize(("audience", "counted"), [("members", "1 personne"), ("nobody", "personne de cette")])
def test_the_type_ahead_counts_only_colleagues_who_say_so(client_of, camille, noe, audience, counted):
    group = make_group_room(camille, noe)
    show(camille, company=audience)
    answer = client_of(noe).get(reverse("chat:names", args=[group.slug]), {"q": "extru"})
    [company] = answer.json()["names"]
    assert counted in company["about"]
