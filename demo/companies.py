"""Companies, who belongs to them, and what people do with them."""

from accounts.companies import actions
from accounts.companies.importing import import_companies
from accounts.models import Company, Membership
from demo.reader import FOLDER

IMPORTED = FOLDER / "companies.csv"


def add_companies(content):
    """Store the companies of the files; return {slug: Company}. Nobody has claimed those of the list yet."""
    rows = [(partner, True) for partner in content.partners] + [(company, False) for company in content.companies]
    for fields, is_partner in rows:
        Company.objects.create(is_partner=is_partner, **fields)
    import_companies(data=IMPORTED.read_bytes())
    return {company.slug: company for company in Company.objects.all()}


def settle_in(cast, people, companies):
    """Give the cast its companies; who is in charge is so where their name shows them."""
    Membership.objects.bulk_create(
        Membership(
            person=people[person["handle"]],
            company=companies[slug],
            created_at=people[person["handle"]].date_joined,
            in_charge=person.get("in_charge", False) and slug == person["company"],
        )
        for person in cast
        for slug in filter(None, [person.get("company"), person.get("also_in")])
    )


# ---- What moments.toml tells ------------------------------------------------------------


def verify(names, *, by, company):
    actions.verify_company(by=names.people[by], company=names.companies[company])


def ask_to_join(names, *, person, company, word):
    actions.ask_to_join(person=names.people[person], company=names.companies[company], word=word)


def invite(names, *, by, company, email):
    actions.invite(by=names.people[by], company=names.companies[company], email=email)
