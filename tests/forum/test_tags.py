import pytest
from django.db import IntegrityError

from forum.models import Tag
from tests.build import make_tag


def test_accents_and_case_make_no_second_tag(db):
    make_tag("Énergie", "energy")
    with pytest.raises(IntegrityError):
        make_tag("energie", "")


@pytest.mark.parametrize(
    ("name", "slug"),
    [("4.0", "4-0"), ("Énergie", "energie"), ("RS&DE", "rs-de"), ("santé et sécurité", "sante-et-securite")],
)
def test_slugs_read_well(db, name, slug):
    assert make_tag(name).slug == slug


def test_suggestions_begin_a_word_in_either_language(client, db):
    make_tag("Énergie", "energy")
    make_tag("santé et sécurité", "health and safety")
    make_tag("4.0", "4.0")

    def suggested(text):
        return [tag["slug"] for tag in client.get("/mots-cles/", {"q": text}).json()["tags"]]

    assert suggested("ENER") == suggested("éner") == ["energie"]
    assert suggested("secu") == suggested("heal") == ["sante-et-securite"]
    assert suggested("4") == ["4-0"]
    assert suggested("") == suggested("%") == suggested("curite") == []


def test_labels_follow_the_reader(client, db, camille):
    make_tag("soudage", "welding")
    assert client.get("/mots-cles/", {"q": "sou"}).json() == {"tags": [{"slug": "soudage", "label": "soudage"}]}
    camille.language = "en-ca"
    camille.save()
    client.force_login(camille)
    assert client.get("/mots-cles/", {"q": "sou"}).json() == {"tags": [{"slug": "soudage", "label": "welding"}]}


def test_a_word_of_the_vocabulary_is_found_by_any_of_its_names(db):
    tag = make_tag("relève", "succession")
    assert Tag.objects.named(["releve"])["releve"] == Tag.objects.named(["succession"])["succession"] == tag
