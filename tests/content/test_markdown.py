"""What members write becomes safe HTML, and nothing else."""

import re
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.markdown import TooComplex, attachments_named_in, render

XSS = (Path(__file__).parent / "xss.txt").read_text().replace("\r", "").split("\n")[:-1]
SAFE_TAGS = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "h3", "h4", "hr", "a"} | {
    "img",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
ATTRIBUTES = {
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "ol": {"start"},
    "td": {"class"},
    "th": {"class"},
}
KEY = "0b3c7a52-7f6b-4c39-9a41-2f6f1f1f9a10"
SAFE_STARTS = ("https://", "http://", "mailto:", "/", "#")


class Reader(HTMLParser):
    """Reads HTML as a browser would and keeps every element with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        raise AssertionError(f"comment: {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_inert(html):
    for tag, attributes in Reader(html).elements:
        assert tag in SAFE_TAGS, html
        assert set(attributes) <= ATTRIBUTES.get(tag, set()), html
        assert attributes.get("class", "number") == "number"
        if tag == "img":
            assert re.fullmatch(r"/fichiers/[0-9a-f-]{36}/apercu/", attributes.get("src", "")), html
        if tag == "a":
            assert attributes["rel"] == "nofollow ugc noopener"
            href = attributes.get("href", "#")
            assert href.startswith(SAFE_STARTS) and not href.startswith(("//", "/\\")), html
            assert "@" not in href.removeprefix("https://").split("/")[0] or href.startswith("mailto:"), html


def test_there_are_enough_bad_strings():
    assert len(set(XSS)) >= 150


@pytest.mark.parametrize("text", XSS)
def test_bad_strings_are_inert(text):
    assert_inert(render(text.replace("⏎", "\n")))


PIECES = [*XSS, f"![x](/fichiers/{KEY}/", "#9x9)", "\n", "\n\n", "> ", "- ", "**", "`", "](", "|", "<", '"', "'"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6))
def test_bad_strings_together_are_inert(parts):
    with suppress(TooComplex):
        assert_inert(render("".join(parts).replace("⏎", "\n")))


def test_what_members_need_is_there():
    html = render(
        "# Titre\n\n**gras** *italique* ~~biffé~~ `code`\nligne\n\n> citation\n\n- un\n- deux\n\n3. trois\n\n"
        "|pièce|prix|\n|-|-:|\n|6061-T6|12 $|\n\n```py\nx = 1\n```\n\n---"
    )
    assert [tag for tag, _ in Reader(html).elements] == (
        "h3 p strong em s code br blockquote p ul li li ol li table thead tr th th tbody tr td td pre code hr".split()
    )
    assert '<ol start="3">' in html
    assert '<td class="number">12 $</td>' in html
    assert "6061-T6" in html


@pytest.mark.parametrize(("level", "tag"), [(1, "h3"), (2, "h4"), (6, "h4")])
def test_headings_stay_under_those_of_the_page(level, tag):
    assert render("#" * level + " Titre") == f"<{tag}>Titre</{tag}>\n"


def test_bare_addresses_become_links():
    assert render("Voir www.aluquebec.com, ou https://a.ca/b_c_d?e=1.") == (
        '<p>Voir <a href="https://www.aluquebec.com" rel="nofollow ugc noopener">www.aluquebec.com</a>, ou '
        '<a href="https://a.ca/b_c_d?e=1" rel="nofollow ugc noopener">https://a.ca/b_c_d?e=1</a>.</p>\n'
    )


@pytest.mark.parametrize("text", ["fini.Il reste", "plan.dxf", "norme.ca", "a@b.ca", "//evil.test", "ftp://a.b/c"])
def test_other_words_with_dots_are_no_links(text):
    assert "<a" not in render(text)


def test_pictures_are_links_to_them():
    assert render("![Plan](https://a.ca/plan.png)") == (
        '<p><a href="https://a.ca/plan.png" rel="nofollow ugc noopener">Plan</a></p>\n'
    )
    assert [tag for tag, _ in Reader(render("[![Plan](https://a.ca/p.png)](https://b.ca)")).elements] == ["p", "a"]


def test_our_own_pictures_are_shown_and_their_room_is_kept():
    assert render(f"![Plan 2](/fichiers/{KEY}/#2560x1280)") == (
        f'<p><a href="/fichiers/{KEY}/" rel="nofollow ugc noopener"><img src="/fichiers/{KEY}/apercu/" alt="Plan 2"'
        ' width="640" height="320" loading="lazy" decoding="async"></a></p>\n'
    )
    [_, _, (_, tall)] = Reader(render(f"![Plan](/fichiers/{KEY}/#100x2560)")).elements
    assert (tall["width"], tall["height"]) == ("19", "480")


@pytest.mark.parametrize(
    "address",
    [
        f"https://a.ca/fichiers/{KEY}/",
        f"//a.ca/fichiers/{KEY}/",
        f"/fichiers/{KEY}/../../compte/",
        f"/fichiers/{KEY}/?x=1",
        f"/fichiers/{KEY.upper()}/",
        f"/fichiers/{KEY}/#0x10",
        f"/fichiers/{KEY}/#99999x1",
        "/fichiers/plan/",
        f"data:image/png;base64,{KEY}",
    ],
)
def test_no_other_address_is_shown_as_a_picture(address):
    assert "<img" not in render(f"![Plan]({address})")


def test_a_picture_in_a_link_keeps_that_link():
    html = render(f"[![Plan](/fichiers/{KEY}/)](https://b.ca)")
    assert [tag for tag, _ in Reader(html).elements] == ["p", "a", "img"]
    assert 'href="https://b.ca"' in html


def test_the_files_that_a_text_names():
    assert attachments_named_in(f"> ![a](/fichiers/{KEY}/#1x1)\n[b](/fichiers/{KEY}/) /fichiers/x/") == {UUID(KEY)}


def test_a_host_in_disguise_shows_itself():
    assert ">https://xn--80ak6aa92e.com<" in render("https://аррӏе.com")
    assert "\u202e" not in render("https://a.ca/%E2%80%AEgpj.exe")


def test_an_endless_address_is_plain_text():
    assert "<a" not in render(f"[x](https://a.ca/{'x' * 5000})")
