"""From what a person typed to HTML that is safe in every page, email and export.

Two walls: the parser makes no HTML of its own and links only where `link_allowed` says so;
what it returns goes through nh3's allow-list all the same. Rendered once, when saved.
"""

import re
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

import nh3
from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from content.mentions import MOST_NAMES, TooManyNames, mention_rule, named_in

# Raised when the output changes: what is stored is then rendered again.
RENDERER = 1

# The worst of 8,000 characters stay under 0.3 s with these (tests/content/test_markdown_limits.py).
MOST_CHARACTERS = 8000
DEEPEST = 12  # quotes in lists in quotes…
MOST_CELLS = 4000  # short rows are filled up to the width of their table
MOST_TOKENS = 12_000  # a page of prose has about 500
MOST_ADDRESSES = 400  # each « :// » makes the parser look back
LONGEST_ADDRESS = 2000

TABLE_RULE = re.compile(r"^[> \t]*[|:-][|:\- \t]*$", re.MULTILINE)
WWW = r"^[a-z0-9-]+(\.[a-z0-9-]+)+(/[^\s<>\"]*[^\s<>\".,;:!?)\]»…])?/?"
SAFE_ADDRESS = re.compile(r"(https?://|mailto:|/(?![/\\])|#)", re.IGNORECASE)
TAGS = set("p br strong em s code pre blockquote ul ol li h3 h4 hr a img table thead tbody tr th td".split())
SCHEMES = {"http", "https", "mailto"}
LAZY = {"loading": "lazy", "decoding": "async"}
ATTRIBUTES = {
    "*": set(),
    "a": {"href"},
    "img": {"src", "alt", "width", "height", *LAZY},
    "ol": {"start"},
    "th": {"class"},
    "td": {"class"},
}
CLASSES = {"a": {"mention"}}
# Files that members attached (content.models.Attachment.markdown): the only pictures there are.
ATTACHMENT = r"/fichiers/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/"
NAMED = re.compile(ATTACHMENT)
PICTURE = re.compile(rf"{ATTACHMENT}(?:#([1-9][0-9]{{0,3}})x([1-9][0-9]{{0,3}}))?")
SMALL_PICTURE = re.compile(rf"{ATTACHMENT}apercu/")
PLACE = (640, 480)  # CSS pixels that a picture takes at most
HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}


class TooComplex(ValidationError):
    """The text would take too long to lay out."""

    def __init__(self):
        super().__init__(
            _("This message is too complex to lay out: use fewer nested lists, quotes, tables or special signs."),
            code="too_complex",
        )


@lru_cache(16)  # a form asks whether it can be rendered, a moment later the action stores it
def render(body):
    """Return the safe HTML of a text in Markdown. Raises TooComplex, or TooManyNames."""
    tokens = parse(body)
    for token in tokens:
        if token.type == "inline":
            token.children = list(pictures_in_links(token.children))
        soften(token)
    html = nh3.clean(
        PARSER.renderer.render(tokens, PARSER.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=only_our_pictures,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel="nofollow ugc noopener",
    )
    if len(named_in(html)) > MOST_NAMES:
        raise TooManyNames
    return mark_safe(html)


def parse(body):
    """Return the parser's tokens. Raises TooComplex before the work gets long, and rather than leave words out."""
    if len(body) > MOST_CHARACTERS or most_cells(body) > MOST_CELLS or body.count("://") > MOST_ADDRESSES:
        raise TooComplex
    try:
        tokens = PARSER.parse(body)
    except RuntimeError as failure:  # RecursionError too: brackets in brackets in brackets
        raise TooComplex from failure
    # Past its own nesting limit the parser drops what is inside.
    if any(token.level >= DEEPEST for token in tokens):
        raise TooComplex
    if sum(1 + len(token.children or ()) for token in tokens) > MOST_TOKENS:
        raise TooComplex
    return tokens


def most_cells(body):
    """Return how many cells the tables of a text can have at most: its widest table rule times its lines."""
    widest = max((rule.group().count("|") for rule in TABLE_RULE.finditer(body)), default=0)
    return widest * body.count("\n")


def pictures_in_links(tokens):
    """Yield inline tokens with each picture as a link to it. Only ours are shown: no page loads from another host."""
    in_link = False
    for token in tokens:
        if token.type in ("link_open", "link_close"):
            in_link = token.type == "link_open"
        if token.type != "image":
            yield token
            continue
        address = token.attrGet("src") or ""
        ours = PICTURE.fullmatch(address)
        if ours:
            address = address.partition("#")[0]
            token.attrs = {"src": f"{address}apercu/", "alt": "", **room_for(*ours.groups()[1:]), **LAZY}
        shown = token if ours else Token("text", "", 0, content=token.content or address)
        if in_link:
            yield shown
        else:
            yield Token("link_open", "a", 1, attrs={"href": address})
            yield shown
            yield Token("link_close", "a", -1)


def room_for(width, height):
    """Return the attributes that keep the room of a picture of these sizes, if they are known."""
    if not width:
        return {}
    width, height = int(width), int(height)
    scale = min(1, PLACE[0] / width, PLACE[1] / height)
    return {"width": max(1, round(width * scale)), "height": max(1, round(height * scale))}


def only_our_pictures(tag, attribute, value):
    return None if (tag, attribute) == ("img", "src") and not SMALL_PICTURE.fullmatch(value) else value


def attachments_named_in(body):
    """Return the keys of the attachments whose address stands in a text."""
    return {UUID(key) for key in NAMED.findall(body)}


def soften(token):
    """Keep headings under the page's own, and columns aligned without a style attribute."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = HEADINGS[token.tag]
    if token.type in ("th_open", "td_open"):
        token.attrs = {"class": "number"} if token.attrGet("style") == "text-align:right" else {}


def link_allowed(address):
    """Tell whether an address may become a link: the web, mail and this site, no password, no host in disguise."""
    if len(address) > LONGEST_ADDRESS or not SAFE_ADDRESS.match(address) or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
        return "@" not in parts.netloc and (bool(parts.hostname) or parts.scheme not in ("http", "https"))
    except ValueError:
        return False


def shown_address(address):
    """Return the words of a bare address: as typed, but a host with letters like ours shows what it really is."""
    return address if address.isascii() else PARSER.normalizeLink(address)


def with_scheme(linkify, match):
    match.url = f"https://{match.url}"


def make_parser():
    parser = MarkdownIt(
        "commonmark", {"html": False, "linkify": True, "breaks": True, "typographer": False, "maxNesting": DEEPEST + 2}
    )
    parser.enable(["table", "strikethrough", "linkify"])
    parser.inline.ruler.before("link", "mention", mention_rule)
    # Only addresses with a scheme or www: « norme.ca » in a sentence may be a file, an alloy or a typing error.
    parser.linkify.set({"fuzzy_email": False, "fuzzy_link": False, "fuzzy_ip": False})
    parser.linkify.add("//", None).add("ftp:", None).add("www.", {"validate": WWW, "normalize": with_scheme})
    parser.validateLink = link_allowed
    parser.normalizeLinkText = shown_address
    return parser


PARSER = make_parser()
