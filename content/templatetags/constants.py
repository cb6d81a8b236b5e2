"""Tags of which a page holds dozens, rendered once for each language where all their words are literal.

They replace Django's own of the same names: the word, address or icon is the same on every page until the process ends.
"""

from django.template import Library, Node
from django.template.defaulttags import url
from django.templatetags.i18n import do_translate
from django.templatetags.static import do_static
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from content.templatetags.ui import register as ui

register = Library()


class Constant(Node):
    """What these nodes, side by side, say in each language."""

    def __init__(self, *nodes):
        self.nodes = nodes
        self.said = {}

    def render(self, context):
        language = get_language()
        if language not in self.said:
            self.said[language] = mark_safe("".join(node.render(context) for node in self.nodes))
        return self.said[language]


def once(compile_tag):
    def compile_once(parser, token):
        _name, *words = token.split_contents()
        is_literal = all(word[0] in "\"'" or word == "context" for word in words)
        node = compile_tag(parser, token)
        return Constant(node) if is_literal else node

    return compile_once


for name, tag in {"translate": do_translate, "url": url, "static": do_static, "icon": ui.tags["icon"]}.items():
    register.tag(name, once(tag))
