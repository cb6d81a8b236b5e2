"""What search finds of people and companies, and the facet of who wrote."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from accounts.profiles import Audience
from content.paging import read_number
from search import registry


def words_of_company(company):
    near = f"{company.activity_fr} {company.activity_en} {company.town} {company.region}"
    return registry.Words(company.name, near, text_of_company(company))


def text_of_company(company):
    return f"{company.description_fr}\n{company.description_en}".strip()


def words_of_person(person):
    """Everything that members may read of a person: guests find nobody."""
    return registry.Words(person.name, person.role_for_members, text_of_person(person))


def text_of_person(person):
    return person.about if person.is_for_members("about") else ""


def people_visible_to(user):
    return User.objects.visible_to(user) if user.is_authenticated else User.objects.none()


def authors_for(user):
    """People whose threads and messages this person may list: what they write is found, but not gathered."""
    shown = Q(writing_shown_to=Audience.EVERYONE)
    if user.is_authenticated:
        shown = ~Q(writing_shown_to=Audience.NOBODY) | Q(pk=user.pk)
    return User.objects.present().filter(shown)


def author_named(user, text):
    return authors_for(user).filter(pk=read_number(text)).values_list("pk", flat=True).first()


def authors_shown(user, keys):
    return {person.pk: (person.pk, person.shown_name) for person in authors_for(user).filter(pk__in=keys)}


def register():
    registry.register(
        registry.Kind(
            name="company",
            label=_("Companies"),
            model=Company,
            documents=Company.objects.all,
            words=words_of_company,
            visible_to=Company.objects.visible_to,
            for_list=lambda companies: companies,
            template="accounts/_found_company.html",
            excerpt_of=text_of_company,
            place=3,
            weight=0.9,
            titled="name",
        )
    )
    registry.register(
        registry.Kind(
            name="person",
            label=_("People"),
            model=User,
            documents=User.objects.present,
            words=words_of_person,
            visible_to=people_visible_to,
            for_list=lambda people: people.select_related("company"),
            template="accounts/_found_person.html",
            excerpt_of=text_of_person,
            place=4,
            weight=0.9,
            titled="name",
        )
    )
    registry.register_facet(registry.Facet("author", _("Author"), author_named, authors_shown, place=3))
