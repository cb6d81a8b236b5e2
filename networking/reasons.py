"""Why people were paired, in one sentence to one of them: what they themselves said, or what others show them anyway.

Whom somebody wished to meet is read by the pairing alone: only who wished it is told.
"""

from django.utils.translation import gettext as _

from forum.models import Tag
from networking.participants import key_of, pk_of


def why(reader, pairing, others):
    """Return the sentence to this reader; `others` are those whom they meet."""
    me, names = key_of("person", reader.pk), {key_of("person", other.pk): other for other in others}
    for reason in pairing.reasons:
        other = names.get(reason["whom"] if reason["who"] == me else reason["who"])
        said = other and me in (reason["who"], reason["whom"]) and WORDS[reason["kind"]](reason, me, other)
        if said:
            return said
    if any(me in pair for pair in pairing.again):
        return _("You meet again: this round leaves nobody else whom you have not met.")
    return _("You had not met yet.")


def wish(reason, me, other):
    if reason["who"] != me:
        return None
    company = other.company_for_members
    if key_of("person", other.pk) in reason["values"]:
        return _("You wished to meet %(name)s.") % {"name": other.shown_name}
    if company and key_of("company", company.pk) in reason["values"]:
        return _("You wished to meet someone from %(company)s.") % {"company": company.name}
    return None


def exchange(reason, me, other):
    tags = Tag.objects.filter(pk__in=[pk_of(key) for key in reason["values"]])
    what = ", ".join(sorted(tag.label for tag in tags))
    if not what:
        return None
    words = _("%(name)s offers what you seek: %(what)s.")
    if reason["who"] != me:
        words = _("%(name)s seeks what you offer: %(what)s.")
    return words % {"name": other.get_short_name(), "what": what}


def region(reason, me, other):
    return _("You are both from one region: %(region)s.") % {"region": reason["values"][0]}


WORDS = {"wish": wish, "exchange": exchange, "region": region}
