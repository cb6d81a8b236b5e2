"""A list of companies from a spreadsheet: checked line by line, then stored whole or not at all."""

import csv
import io
import re

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.companies.forms import CompanyForm
from accounts.companies.models import Company, folded
from accounts.companies.regions import REGIONS
from content.fields import TitleField
from content.text import fold
from search.indexing import keep

# Headers, without case or accents; the first of each field is the one that pages name.
COLUMNS = {
    "nom": "name",
    "région": "region",
    "ville": "town",
    "taille": "size",
    "activité": "activity_fr",
    "activité en anglais": "activity_en",
    "description": "description_fr",
    "description en anglais": "description_en",
    "site web": "website",
}
FIELDS = {fold(header): field for header, field in COLUMNS.items()}
FORMULA = ("=", "+", "-", "@")


class ListRefused(Exception):
    """Nothing was stored; `errors` are [(line, sentence)], in the order of the file."""

    def __init__(self, errors):
        super().__init__(errors)
        self.errors = errors


class RowForm(CompanyForm):
    name = TitleField(label=gettext_lazy("Name"), max_length=120)


def import_companies(*, data, by=None):
    """Store the companies of a CSV file in UTF-8, separated by commas or semicolons; return how many.

    `by` is None for who holds the server. A company that is here already, or twice in the file, is an error: nothing
    is changed silently. Raises PermissionDenied and ListRefused.
    """
    if by and not (by.is_staff and by.may_write and by.has_perm("accounts.add_company")):
        raise PermissionDenied(_("Only administrators import companies."))
    rows = read_rows(data)
    try:
        with transaction.atomic():
            errors = known_among(rows)
            if errors:
                raise ListRefused(errors)
            made = Company.objects.bulk_create(with_slugs(fields for _line, fields in rows), batch_size=500)
            keep("company", *made)
    except IntegrityError:  # another import at the same moment
        raise ListRefused([(1, _("Companies were added meanwhile: try again."))]) from None
    return len(made)


def read_rows(data):
    """Return [(line, fields)] of the rows, each one checked. Raises ListRefused."""
    text = decode(data)
    head = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",", strict=True
    )
    rows, errors, line = [], [], 1
    try:
        headers = read_headers(next(reader, []))
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                fields, wrong = read_row(headers, cells)
                rows.append((line, fields))
                errors += [(line, sentence) for sentence in wrong]
            line = reader.line_num + 1
    except csv.Error:
        errors.append((line, _("The quotation marks do not close, or a cell is far too long.")))
    if not (rows or errors):
        errors.append((line, _("There is no company in this file.")))
    if errors:
        raise ListRefused(errors)
    return rows


def decode(data):
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data[: wrong.start].count(b"\n") + 1
        raise ListRefused([(line, _("This is not UTF-8: save the list as “CSV UTF-8”."))]) from None


def read_headers(cells):
    """Return [(header, field)] of the first line. Raises ListRefused."""
    headers = [(cell.strip(), FIELDS.get(fold(cell))) for cell in cells]
    unknown = [header for header, field in headers if field is None]
    found = [field for _header, field in headers]
    if unknown:
        refusal = _("Unknown columns: %(unknown)s. Those that are read: %(columns)s.")
        refusal %= {"unknown": ", ".join(unknown)[:200], "columns": ", ".join(COLUMNS)}
    elif "name" not in found:
        refusal = _("The first line names the columns; one of them is “nom”.")
    elif len(set(found)) < len(found):
        refusal = _("A column stands twice.")
    else:
        return headers
    raise ListRefused([(1, refusal)])


def read_row(headers, cells):
    """Return (fields, sentences about what is wrong)."""
    if len(cells) != len(headers):
        there = ngettext("%(n)s cell", "%(n)s cells", len(cells)) % {"n": len(cells)}
        return {}, [_("%(there)s where the first line has %(n)s.") % {"there": there, "n": len(headers)}]
    said = {field: cell.strip() for (_header, field), cell in zip(headers, cells, strict=True)}
    labels = {field: header for header, field in headers}
    wrong = [told(labels[field], sentence) for field, cell in said.items() for sentence in dangers(cell)]
    if wrong:
        return {}, wrong
    form = RowForm({**said, "region": region_of(said.get("region", "")), "size": size_of(said.get("size", ""))})
    for field, sentences in form.errors.items():
        wrong += [told(labels[field], sentence) for sentence in sentences]
    return form.cleaned_data, wrong


def told(column, wrong):
    return _("%(column)s: %(wrong)s") % {"column": column, "wrong": wrong}


def dangers(cell):
    if "\0" in cell:
        yield _("holds a character that no text has.")
    elif cell.startswith(FORMULA):
        yield _("begins with %(sign)s: a spreadsheet would run it as a formula.") % {"sign": cell[0]}


def region_of(cell):
    """Return the region whose name this is, whatever its dashes, case and accents; else the cell."""
    plain = {fold(region).replace("–", "-"): region for region in REGIONS}
    return plain.get(fold(cell).replace("–", "-"), cell)


def size_of(cell):
    """Return « 10-29 » for « 10 à 29 employés », « 100+ » for « 100 et plus »; else the cell."""
    numbers = re.findall(r"\d+", cell)
    named = "-".join(numbers) if len(numbers) == 2 else f"{cell and ''.join(numbers)}+"
    return named if named in Company.Size.values else cell


def known_among(rows):
    """Return [(line, sentence)] of the companies that are here already, or higher up in the file.

    Companies are the same by name and town; where a town is missing, by name.
    """
    here, errors = {}, []
    for name, town in Company.objects.values_list("folded_name", "town"):
        here.setdefault(name, {})[fold(town)] = None
    for line, fields in rows:
        towns, town = here.setdefault(folded(fields["name"]), {}), fold(fields["town"])
        same = next((known for known in towns if known == town or not (known and town)), None)
        if same is None:
            towns[town] = line
        elif towns[same]:
            first = {"name": fields["name"], "first": towns[same]}
            errors.append((line, _("%(name)s is on line %(first)s already.") % first))
        else:
            errors.append((line, _("%(name)s is on the site already.") % {"name": fields["name"]}))
    return errors


def with_slugs(rows):
    taken = set(Company.objects.values_list("slug", flat=True))
    for fields in rows:
        base = slug = slugify(fields["name"])[:50] or "entreprise"
        number = 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        yield Company(slug=slug, folded_name=folded(fields["name"]), **fields)
