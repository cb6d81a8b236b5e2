"""The button that opens a room with a person, on whichever page it stands."""

from django import template

from chat.permissions import can_open_direct

register = template.Library()


@register.inclusion_tag("chat/_write_button.html", takes_context=True)
def write_button(context, person):
    may = can_open_direct(context["user"], person)
    return {"person": person, "may": may, "csrf_token": context.get("csrf_token")}
