"""The main navigation marks the place where a page belongs, and none for a page about a person."""

import re

import pytest
from django.urls import reverse

CURRENT = re.compile(r'<a class="nav-item" href="([^"]+)"[^>]* aria-current')


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/fils/non-lus/", ["/babillards/"]),
        ("/entreprises/", ["/entreprises/"]),
        ("/entreprises/{company}/equipe/", ["/entreprises/"]),
        ("/personnes/{person}/", []),
        ("/personnes/{person}/fils/", []),
        ("/personnes/{person}/messages/", []),
        ("/rien-ici/", []),
    ],
)
def test_a_page_marks_its_place(client_of, camille, fjord, address, place):
    page = client_of(camille).get(address.format(company=fjord.slug, person=camille.pk)).content.decode()
    assert reverse("forum:boards") in page
    assert CURRENT.findall(page) == place
