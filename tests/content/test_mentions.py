"""Names in a text: what calls somebody, and what only looks like it."""

import pytest

from content.markdown import render
from content.mentions import MOST_NAMES, Names, TooManyNames, named_in

CAMILLE = "@[Camille Gauthier](/personnes/12/)"


def names(people=(), companies=()):
    return Names(frozenset(people), frozenset(companies))


def test_a_name_is_a_link_with_a_class_of_its_own():
    assert render(CAMILLE) == (
        '<p><a href="/personnes/12/" class="mention" rel="nofollow ugc noopener">@Camille Gauthier</a></p>\n'
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Merci {CAMILLE}, et {CAMILLE}!", names([12])),
        (
            "**@[Fjord](/entreprises/extrusions-du-fjord/)** et @[Noé](/personnes/7/)",
            names([7], ["extrusions-du-fjord"]),
        ),
        (f"> {CAMILLE} a écrit", names([12])),
        (f"|qui|\n|-|\n|{CAMILLE}|", names([12])),
        (f"- {CAMILLE}", names([12])),
    ],
)
def test_names_are_found_where_people_write_them(text, found):
    assert named_in(render(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        f"`{CAMILLE}`",
        f"```\n{CAMILLE}\n```",
        f"    {CAMILLE}",
        f"\\{CAMILLE}",
        f"[voir {CAMILLE}](https://a.ca)",
        f"![{CAMILLE}](https://a.ca/b.png)",
        "[Camille Gauthier](/personnes/12/)",
        "@[Camille](/personnes/012/)",
        "@[Camille](/personnes/12)",
        "@[Camille](https://a.ca/personnes/12/)",
        "@[Camille](/personnes/99999999999999999999/)",
        "@[Camille](/babillards/usinage/)",
        "@[](/personnes/12/)",
        "@[deux\nlignes](/personnes/12/)",
        '<a href="/personnes/12/" class="mention">x</a>',
        "&#60;a href=&#34;/personnes/12/&#34; class=&#34;mention&#34;",
    ],
)
def test_what_only_looks_like_a_mention_calls_nobody(text):
    html = render(text)
    assert named_in(html) == names()
    assert 'class="mention"' not in html.replace("&quot;", '"') or "<a" not in html


def test_signs_in_a_name_are_its_letters():
    assert ">@&lt;b&gt; &amp; *Cie*</a>" in render("@[<b> & *Cie*](/personnes/12/)")


def test_a_text_that_calls_a_crowd_is_refused():
    crowd = [f"@[A](/personnes/{n}/)" for n in range(1, MOST_NAMES + 2)]
    assert len(named_in(render(" ".join(crowd[:MOST_NAMES] * 3)))) == MOST_NAMES
    with pytest.raises(TooManyNames):
        render(" ".join(crowd))
