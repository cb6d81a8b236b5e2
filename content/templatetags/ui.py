"""Tags of the page skeleton and of the components; loaded in every template."""

import json
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

# Bundles of other people that our modules import by their published name.
VENDOR = [
    ("@github/markdown-toolbar-element", "vendor/markdown-toolbar-element.js"),
    ("htmx", "vendor/htmx.min.js"),
]


@register.simple_tag
def icon(name, size=""):
    """Draw one icon of the sprite. It says nothing by itself: words stand beside it or in an aria-label."""
    css = f"icon icon-{size}" if size else "icon"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, static("icons.svg"), name)


@register.simple_tag
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
    return as_data(
        {
            "copied": _("Link copied"),
            "failed": _("That did not work. What you wrote is still here: try again in a moment."),
            "offline": _("No answer from the server. What you wrote is still here: try again in a moment."),
            "close": _("Close"),
            "add": _("Add"),
            "remove": _("Remove"),
            "tag_none": _("No matching tag"),
            "tag_full": _("Five tags at most"),
            "draft_kept": _("Kept on this device"),
            "draft_back": _("Your unsent text is back"),
            "left": _("Characters left: {n}"),
            "over": _("Characters too many: {n}"),
            "nothing": _("Nothing to preview yet."),
            "just_now": _("just now"),
            "today": _("Today"),
            "new_message": _("1 new message"),
            "new_messages": _("{n} new messages"),
            "new_threads": _("This list has changed: show it"),
            "new_build": _("A new version of the site is ready."),
            "reload": _("Reload"),
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
    """Read the theme that the person chose with the switch; empty means the system's."""
    request = context.get("request")
    theme = request.COOKIES.get("theme", "") if request else ""
    return theme if theme in ("light", "dark") else ""


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
