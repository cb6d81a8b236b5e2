"""The button that follows a board, a tag, a person or a company, on whichever page it stands."""

from django import template

from content.prepared import prepared
from forum.models import Following

register = template.Library()


@register.inclusion_tag("forum/_follow_button.html", takes_context=True)
def follow_button(context, what, target):
    person = context["user"]
    follows = getattr(target, "follows", None)  # some pages ask for it with the rest
    if follows is None:
        follows = person.is_authenticated and bool(ASKED[what](person.pk, target.pk))
    return {
        "what": what,
        "target": target,
        "follows": follows,
        "user": person,
        "csrf_token": context.get("csrf_token"),
    }


@prepared
def of_tag(person_id, pk):
    return Following.objects.filter(person=person_id, tag=pk).values_list("pk")


@prepared
def of_author(person_id, pk):
    return Following.objects.filter(person=person_id, author=pk).values_list("pk")


@prepared
def of_company(person_id, pk):
    return Following.objects.filter(person=person_id, company=pk).values_list("pk")


ASKED = {"tag": of_tag, "author": of_author, "company": of_company}
