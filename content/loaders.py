"""Where templates come from: as Django's loader reads them, with what is literal joined to pieces."""

from itertools import groupby

from django.template.base import TextNode
from django.template.loaders import cached

from content.templatetags.constants import Constant


class Loader(cached.Loader):
    """Of the words, addresses and icons between two tags, a hundred on a page, it asks the language once."""

    def get_template(self, template_name, skip=None):
        template = super().get_template(template_name, skip)
        if not hasattr(template, "is_joined"):
            join(template.nodelist)
            template.is_joined = True
        return template


def join(nodelist):
    """Join the texts and constants that stand side by side, here and in all lists within."""
    joined = []
    for is_literal, nodes in groupby(nodelist, lambda node: isinstance(node, TextNode | Constant)):
        run = list(nodes)
        if is_literal and len(run) > 1:
            joined.append(_as_one(run))
        else:
            joined += run
            for node in run:
                for inner in _lists_of(node):
                    join(inner)
    nodelist[:] = joined


def _as_one(run):
    parts = [part for node in run for part in getattr(node, "nodes", [node])]
    constant = Constant(*parts)
    constant.token, constant.origin = run[0].token, run[0].origin  # where an error would point to
    return constant


def _lists_of(node):
    if hasattr(node, "conditions_nodelists"):
        return [inner for _condition, inner in node.conditions_nodelists]
    return [getattr(node, name) for name in node.child_nodelists if getattr(node, name, None)]
