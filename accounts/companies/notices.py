"""What people are told about companies, and where it leads."""

from django.utils.translation import gettext_lazy as _

from accounts.companies.models import Company, JoinRequest, Membership
from notifications import kinds


def requests_of(user):
    return JoinRequest.objects.visible_to(user).select_related("company", "person")


def memberships_of(user):
    return Membership.objects.visible_to(user).select_related("company", "person")


def register():
    kinds.register(
        "join_asked",
        label=_("Someone asks to join your company"),
        template="accounts/_notice_join_asked.html",
        visible=requests_of,
    )
    kinds.register(
        "join_settled",
        label=_("Your place in companies, and who joins by your invitation"),
        template="accounts/_notice_join_settled.html",
        visible=requests_of,
        address=page_of_company,
    )
    kinds.register(
        "company_joined",
        same_as="join_settled",
        template="accounts/_notice_company_joined.html",
        visible=memberships_of,
        address=page_of_company,
    )
    for name, visible in (("company_in_charge", memberships_of), ("company_removed", Company.objects.visible_to)):
        kinds.register(name, same_as="join_settled", template=f"accounts/_notice_{name}.html", visible=visible)


def page_of_company(user, about):
    return about.company.get_absolute_url()
