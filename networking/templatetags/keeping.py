"""Which people of a page its reader wishes to keep in touch with: asked once a page, however many stand there."""

from django import template

from content.prepared import prepared
from networking.models import ContactWish

register = template.Library()


@register.simple_tag(takes_context=True)
def wish_for(context, person):
    """Return the reader's own standing wish to keep in touch with this person, None where there is none."""
    request = context["request"]
    if not hasattr(request, "contact_wishes"):
        request.contact_wishes = {wish.other_id: wish for wish in standing_wishes(request.user.pk)}
    return request.contact_wishes.get(person.pk)


@prepared
def standing_wishes(person_id):
    return ContactWish.objects.standing().filter(person=person_id)
