"""A list of companies goes in whole, or not at all; what is wrong is told by its line."""

import io
import time

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.companies.importing import ListRefused, import_companies
from accounts.models import Company
from tests.build import make_company, make_user

pytestmark = pytest.mark.django_db
HEAD = "nom;région;ville;taille;activité;activité en anglais;description;description en anglais;site web\n"
FULL = (
    HEAD
    + "Équipements Roy;saguenay-lac-saint-jean;Alma;10 à 29 gens;Presses;Press shop;Des presses.;Presses.;roy.example\n"
)


def errors_of(text):
    """Return [(line, sentence)] of a list that is refused, nothing stored."""
    before = Company.objects.count()
    with pytest.raises(ListRefused) as refused:
        import_companies(data=text if isinstance(text, bytes) else text.encode())
    assert Company.objects.count() == before
    return refused.value.errors


def lines_of(text):
    return [line for line, _sentence in errors_of(text)]


@pytest.mark.parametrize(
    "text",
    [
        FULL,
        "\ufeff" + FULL,
        FULL.replace(";", ","),
        FULL.replace("\n", "\r\n"),
        FULL.upper().replace("ROY.EXAMPLE", "roy.example"),
    ],
    ids=["semicolons", "BOM", "commas", "CRLF", "capitals"],
)
def test_what_spreadsheets_save_is_read(text):
    assert import_companies(data=text.encode()) == 1
    company = Company.objects.get()
    assert (company.slug, company.folded_name) == ("equipements-roy", "equipements roy")
    assert (company.region, company.size, company.website) == (
        "Saguenay–Lac-Saint-Jean",
        "10-29",
        "https://roy.example",
    )
    assert company.activity_fr.casefold() == "presses" and company.description_en.casefold() == "presses."


def test_only_the_name_is_needed_in_any_order():
    assert import_companies(data=b"ville,nom\nAlma,Roy\n\n,Tremblay\n") == 2
    assert set(Company.objects.values_list("name", "town")) == {("Roy", "Alma"), ("Tremblay", "")}


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("", 1, "nom"),
        ("nom\n", 2, "aucune entreprise"),
        ("ville\nAlma\n", 1, "nom"),
        ("nom,couleur\nRoy,bleu\n", 1, "couleur"),
        ("nom,nom\nRoy,Roy\n", 1, "deux fois"),
        ("nom,ville\nRoy,Alma\nTremblay\n", 3, "1 cellule"),
        ("nom,ville\nRoy,Alma,x\n", 2, "3 cellules"),
        ("nom\n" + "x" * 4000 + "\n", 2, "nom"),
        ("nom,région\nRoy,Bavière\n", 2, "région"),
        ("nom,taille\nRoy,beaucoup\n", 2, "taille"),
        ("nom,site web\nRoy,javascript:alert(1)\n", 2, "site web"),
        ("nom,ville\n\u200b,Alma\n", 2, "nom"),
        ("nom\nRo\0y\n", 2, "nom"),
        ('nom\nRoy\n"Tremblay\n', 3, "guillemets"),
        ("nom,ville\nRoy,=1+1\n", 2, "formule"),
        ("nom,ville\nRoy,+1\n", 2, "formule"),
        ("nom,ville\nRoy,-1\n", 2, "formule"),
        ("nom,ville\nRoy,@SUM(A1)\n", 2, "formule"),
        ('nom,description\nRoy,"a\nb\nc"\n=x,d\n', 5, "formule"),
        ("nom\nRoy\nTremblay\nroy\n", 4, "ligne 2"),
        (b"nom\nRoy\nTremblay \xe9\n", 3, "UTF-8"),
        (b"\xff\xfen\x00o\x00m\x00", 1, "UTF-8"),
    ],
)
def test_what_is_wrong_is_told_by_its_line(text, line, word):
    [(told, sentence)] = errors_of(text)
    assert told == line
    assert word in sentence


def test_every_error_is_told_and_nothing_half_done():
    text = "nom,ville,taille\nRoy,Alma,10-29\n,Alma,\nCôté,=2,\nBon,Laval,mille\nBel,Laval,30-59\n"
    assert lines_of(text) == [3, 4, 5]


def test_imported_again_nothing_changes_and_each_is_named():
    import_companies(data=FULL.encode())
    changed = FULL.replace("Des presses.", "Autre chose.") + "Nouvelle inc.;;;;;;;;\n"
    assert errors_of(changed) == [(2, "Équipements Roy est déjà sur le site.")]
    assert Company.objects.get().description_fr == "Des presses."


def test_the_same_name_in_another_town_is_another_company():
    make_company("Soudure Roy", town="Alma")
    assert import_companies(data="nom,ville\nSoudure Roy,Laval\nSoudure Roy,Lévis\n".encode()) == 2
    assert sorted(Company.objects.values_list("slug", flat=True)) == ["soudure-roy", "soudure-roy-2", "soudure-roy-3"]
    assert lines_of("nom\nSOUDURE ROY\n") == [2]


def test_a_name_whose_signs_fold_to_whole_words_is_stored():
    long = "\ufdfa" * 120
    assert import_companies(data=f"nom\n{long}\n".encode()) == 1
    company = Company.objects.get(name=long)
    company.save()
    with pytest.raises(ListRefused):
        import_companies(data=f"nom\n{long}\n".encode())


def test_1400_companies_within_seconds():
    rows = "".join(f"Atelier {n};Mauricie;Ville {n % 90};10-29;Usinage;Machining;{'x' * 400};;\n" for n in range(1400))
    start = time.process_time()
    assert import_companies(data=(HEAD + rows).encode()) == 1400
    assert time.process_time() - start < 5
    assert len(errors_of(HEAD + rows)) == 1400


@pytest.fixture
def chief(db):
    return make_user("Rose Pelletier", is_staff=True, is_superuser=True)


def upload(browser, text):
    file = SimpleUploadedFile("liste.csv", text.encode(), content_type="text/csv")
    return browser.post(reverse("admin:accounts_company_import"), {"file": file})


def test_an_administrator_imports_on_a_page(client_of, chief):
    browser = client_of(chief)
    page = reverse("admin:accounts_company_import")
    assert page in browser.get(reverse("admin:accounts_company_changelist")).content.decode()
    assert "activité en anglais" in browser.get(page).content.decode()
    answer = upload(browser, "nom,ville\nRoy,=1\n<b>x</b>,=2\n" + ",Alma\n" * 200)
    shown = answer.content.decode()
    assert (answer.status_code, Company.objects.count()) == (422, 0)
    assert "Ligne 2 : ville" in shown.replace("\u00a0", " ") and "Et 102 autres erreurs" in shown
    assert upload(browser, FULL).url == reverse("admin:accounts_company_changelist")
    assert Company.objects.count() == 1


def test_errors_are_in_the_readers_language(client_of):
    reader = make_user("Ruth Abernathy", language="en-ca", is_staff=True, is_superuser=True)
    assert "Line 2: ville: begins with =" in upload(client_of(reader), "nom,ville\nRoy,=1\n").content.decode()


def test_a_file_that_is_too_large(client_of, chief):
    assert upload(client_of(chief), "nom\n" + "x" * 5_000_000).status_code == 413


def test_others_do_not_import(client_of, camille):
    helper = make_user("Aide Admin", is_staff=True)
    for person, status in ((None, 302), (camille, 302), (helper, 403)):
        assert upload(client_of(person), FULL).status_code == status
    for person in (camille, helper):
        with pytest.raises(PermissionDenied):
            import_companies(by=person, data=FULL.encode())
    assert Company.objects.count() == 1  # Camille’s


def test_by_command(tmp_path):
    file, out = tmp_path / "liste.csv", io.StringIO()
    file.write_text(FULL, encoding="utf-8")
    call_command("import_companies", file, stdout=out)
    assert out.getvalue() == "1 companies added.\n"
    with pytest.raises(CommandError, match="Ligne 2"):
        call_command("import_companies", file)
    with pytest.raises(CommandError):
        call_command("import_companies", tmp_path / "absent.csv")
