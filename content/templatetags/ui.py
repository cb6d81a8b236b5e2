"""Tags of the page skeleton and of the components; loaded in every template."""

import json
import re
from functools import cache
from html import unescape
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from content.fragments import fragment

register = template.Library()

CUT = " \u00a0,;:("  # what no beginning of a text ends with
HALF_TAG = re.compile(r"<[^>]*$")
SPACES = re.compile(r"[ \t\n]+")

# Bundles of other people that our modules import by their published name.
VENDOR = [
    ("@github/markdown-toolbar-element", "vendor/markdown-toolbar-element.js"),
    ("@github/text-expander-element", "vendor/text-expander-element.js"),
    ("htmx", "vendor/htmx.min.js"),
]


@register.simple_tag(name="fragment")
def kept_fragment(template, **named):
    """Show a row (the first word) by its template as {% include %} with `only` would, rendered once for all readers."""
    return fragment(template, **named)


@register.simple_tag
@cache
def icon(name, size=""):
    """Draw one icon of the sprite. It says nothing by itself: words stand beside it or in an aria-label."""
    css = f"icon icon-{size}" if size else "icon"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, static("icons.svg"), name)


@register.simple_tag
@cache
def import_map():
    """Name every module of static/js "espace/<name>", so that hashed file names keep working."""
    return as_data({"imports": {name: static(path) for name, path in modules()}})


@cache
def modules():
    folder = Path(settings.STATICFILES_DIRS[0]) / "js"
    return [(f"espace/{path.stem}", f"js/{path.name}") for path in sorted(folder.glob("*.js"))] + VENDOR


@register.simple_tag
def words():
    """Give the scripts their words in the reader's language, for espace/page's say()."""
    return words_in(get_language())


@cache
def words_in(language):
    """Return the words in the active language, which is this one."""
    return as_data(
        {
            "copied": _("Link copied"),
            "failed": _("That did not work. What you wrote is still here: try again in a moment."),
            "offline": _("No answer from the server. What you wrote is still here: try again in a moment."),
            "close": _("Close"),
            "add": _("Add"),
            "remove": _("Remove"),
            "quote": pgettext("verb", "Quote"),
            "quote_head": _("{name} [wrote]({address}):"),
            "names": _("People and companies"),
            "names_none": _("Nobody who reads here has this name"),
            "tag_none": _("No matching tag"),
            "tag_full": _("Five tags at most"),
            "draft_kept": _("Kept on this device"),
            "draft_saved": _("Draft saved"),
            "draft_back": _("Your unsent text is back"),
            "left": _("Characters left: {n}"),
            "over": _("Characters too many: {n}"),
            "nothing": _("Nothing to preview yet."),
            "just_now": _("just now"),
            "today": _("Today"),
            "new_message": _("1 new message"),
            "new_messages": _("{n} new messages"),
            "new_thread": _("1 new thread"),
            "new_threads": _("{n} new threads"),
            "moved_thread": _("1 thread with something new"),
            "moved_threads": _("{n} threads with something new"),
            "new_build": _("A new version of the site is ready."),
            "reload": _("Reload"),
            "uploading": _("Uploading {name}…"),
            "still_uploading": _("A file is still on its way. Wait until it has arrived."),
            "too_large": _("{name} is too large: 10 MB at most."),
            "passkey_known": _("This device holds a passkey of yours already."),
            "passkey_failed": _("The passkey did not answer. Try again, or choose another way."),
            "signed_out": _("You are signed out: sign in in another tab, then send again."),
        }
    )


@register.simple_tag
def page_language():
    """Name the page's language as HTML wants it: fr-CA."""
    language, _dash, region = (get_language() or settings.LANGUAGE_CODE).partition("-")
    return f"{language}-{region.upper()}" if region else language


@register.simple_tag(takes_context=True)
def chosen_theme(context):
    """Read the theme that the person chose: with their account, a guest by cookie; empty means the system's."""
    request, user = context.get("request"), context.get("user")
    theme = request.COOKIES.get("theme", "") if request else ""
    if user and user.is_authenticated:
        theme = user.theme
    return theme if theme in ("light", "dark") else ""


@register.filter
def excerpt(html, length=220):
    """Say the beginning of a rendered text without its markup, at most so many characters, in whole words."""
    # A long text is not read whole for some lines; a tag that is cut in two goes.
    beginning = HALF_TAG.sub("", html[: length * 10])
    # Not split(): no-break spaces stay.
    words = SPACES.sub(" ", unescape(strip_tags(beginning))).strip()
    return words if len(words) <= length else f"{words[:length].rsplit(' ', 1)[0][: length - 1].rstrip(CUT)}…"


@register.filter
def other_language(language):
    """Say which language the switch goes to."""
    return "en-ca" if str(language).lower().startswith("fr") else "fr-ca"


@register.filter
def tone(pk):
    """Choose the hue of a plate from an id, as people's avatars do."""
    return (pk or 0) % 8


@register.filter
def initials(name):
    """Shorten a company's name to the two letters of its plate."""
    names = [word for word in str(name).replace("-", " ").split() if word[:1].isalnum()]
    return ("".join(word[0] for word in names[:2]) if len(names) > 1 else "".join(names)[:2]).upper()


def as_data(value):
    # "<" would let a word close the script element that holds the data.
    return mark_safe(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))
