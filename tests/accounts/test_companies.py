import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.companies.actions import add_member
from accounts.models import Company
from tests.build import make_company, make_user

pytestmark = pytest.mark.django_db


def names(answer):
    return [company.name for company in answer.context["companies"]]


@pytest.fixture
def forty(db):
    return [make_company(f"Atelier {n:02}", region="Estrie" if n % 2 else "Mauricie") for n in range(40)]


def test_accents_and_case_do_not_push_a_name_to_the_end(client):
    for name in ("Zinc", "Équipements Roy", "acier", "Bô"):
        make_company(name)
    assert names(client.get(reverse("accounts:companies"))) == ["acier", "Bô", "Équipements Roy", "Zinc"]


def test_renaming_moves_it(client):
    company = make_company("Zinc")
    make_company("Métal")
    company.name = "Alliage"
    company.save(update_fields=["name"])
    assert names(client.get(reverse("accounts:companies"))) == ["Alliage", "Métal"]


def test_pages_follow_one_another_both_ways(client, forty):
    address = reverse("accounts:companies")
    first = client.get(address)
    assert (names(first), first.context["earlier"]) == ([f"Atelier {n:02}" for n in range(30)], "")
    second = client.get(address + first.context["later"])
    assert (names(second), second.context["later"]) == ([f"Atelier {n:02}" for n in range(30, 40)], "")
    back = client.get(address + second.context["earlier"])
    assert (names(back), back.context["earlier"]) == (names(first), "")


def test_a_region_is_kept_from_page_to_page(client, forty):
    answer = client.get(reverse("accounts:companies"), {"region": "Estrie"})
    assert names(answer) == [f"Atelier {n:02}" for n in range(1, 40, 2)]
    assert list(answer.context["regions"]) == ["Estrie", "Mauricie"]
    assert names(client.get(reverse("accounts:companies"), {"region": "Nulle part"})) == []


def test_a_name_is_found_by_its_pieces_whatever_the_accents(client, forty):
    for name, region in (("Équipements Roy", "Estrie"), ("Roy & fils, équipement", "Mauricie"), ("Bô", "Estrie")):
        make_company(name, region=region)
    make_company("Équipe du Nord", is_partner=True)
    address = reverse("accounts:companies")
    assert names(client.get(address, {"q": "ROY equip"})) == ["Équipements Roy", "Roy & fils, équipement"]
    assert names(client.get(address, {"q": "roy", "region": "Estrie"})) == ["Équipements Roy"]
    first = client.get(address, {"q": "atelier"})
    second = client.get(address + first.context["later"])
    assert names(first) + names(second) == [f"Atelier {n:02}" for n in range(40)]
    assert names(client.get(address + second.context["earlier"])) == names(first)
    nothing = client.get(address, {"q": "100 %_"})
    assert names(nothing) == [] and "Aucune entreprise" in nothing.content.decode()


@pytest.mark.parametrize(
    "mangled",
    [
        "after=x",
        "after=-1",
        "after=99999999999999999999",
        "before=0",
        "after=999999",
        "region=" + "x" * 500,
        "q=" + "x" * 500,
    ],
)
def test_a_mangled_address_shows_the_beginning(client, forty, mangled):
    answer = client.get(reverse("accounts:companies") + f"?{mangled}")
    assert answer.status_code == 200
    assert names(answer)[0] == "Atelier 00"


def test_partners_stand_apart(client, fjord):
    partner = make_company("AluQuébec", is_partner=True)
    answer = client.get(reverse("accounts:companies"))
    assert (names(answer), list(answer.context["partners"])) == (["Extrusions du Fjord"], [partner])


def test_the_list_asks_the_same_few_questions(client_of, camille, queries):
    browser = client_of(camille)
    one = queries(browser, reverse("accounts:companies"))
    for n in range(29):
        make_company(f"Atelier {n:02}", region="Estrie", is_partner=n % 5 == 0)
    assert queries(browser, reverse("accounts:companies")) == one
    assert one <= 12


def test_members_are_seen_by_members(client, client_of, camille, noe, fjord):
    page = reverse("accounts:company", args=[fjord.slug])
    guest = client.get(page).content.decode()
    assert "Camille" not in guest and str(camille.get_absolute_url()) not in guest
    assert reverse("account_login") in guest
    assert "Camille Gauthier" in client_of(noe).get(page).content.decode()


def test_a_person_is_in_the_team_of_each_of_their_companies(client_of, camille, noe, fjord):
    foundry = make_company("Fonderie du Nord")
    add_member(camille, foundry, in_charge=True)
    for company in (fjord, foundry):
        shown = client_of(noe).get(company.get_absolute_url()).content.decode()
        assert ("Camille Gauthier" in shown, "Responsable" in shown) == (True, company == foundry)


def test_people_who_left_or_are_switched_off_are_not_in_the_team(client_of, camille, noe, fjord):
    gone = make_user("Rémi Lavoie", company=fjord, is_active=False)
    shown = client_of(noe).get(reverse("accounts:company", args=[fjord.slug])).content.decode()
    assert gone.name not in shown


def test_a_company_that_is_not_there(client):
    assert client.get(reverse("accounts:company", args=["nulle-part"])).status_code == 404


def test_a_website_opens_without_a_trace(client):
    make_company("Fil", website="https://fil.example", description_fr="<script>alert(1)</script>\n\nDeux lignes")
    shown = client.get(reverse("accounts:company", args=["fil"])).content.decode()
    assert 'href="https://fil.example" rel="nofollow noopener noreferrer"' in shown
    assert "<script>alert" not in shown


@pytest.mark.parametrize("website", ["javascript:alert(1)", "ftp://x.example", "data:text/html,x", "//x", "http:x"])
def test_a_website_is_a_web_address(website):
    with pytest.raises(ValidationError):
        Company(name="Fil", slug="fil", website=website).full_clean()


def test_description_falls_back_on_the_other_language_and_says_so(client):
    make_company("Fil", description_en="We draw wire.")
    assert '<div class="prose" lang="en">' in client.get(reverse("accounts:company", args=["fil"])).content.decode()


def test_nobody_changes_a_company_through_its_page(client_of, camille, fjord):
    answer = client_of(camille).post(reverse("accounts:company", args=[fjord.slug]), {"is_partner": "on"})
    assert answer.status_code == 405
