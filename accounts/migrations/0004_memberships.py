import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def from_the_company_of_each(apps, schema_editor):
    """Who named a company as theirs belongs to it. Nobody is in charge yet: moderators decide until someone is."""
    User, Membership = apps.get_model("accounts", "User"), apps.get_model("accounts", "Membership")
    people = User.objects.exclude(company=None).values_list("pk", "company_id", "date_joined")
    made = (
        Membership(person_id=pk, company_id=company, created_at=joined)
        for pk, company, joined in people.iterator(chunk_size=2000)
    )
    Membership.objects.bulk_create(made, batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_companies_by_region"),
    ]

    operations = [
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("in_charge", models.BooleanField(default=False, verbose_name="in charge")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="accounts.company",
                        verbose_name="company",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "constraints": [models.UniqueConstraint(fields=("person", "company"), name="membership_once")],
            },
        ),
        migrations.AlterField(
            model_name="user",
            name="company",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.company",
                verbose_name="company shown",
            ),
        ),
        migrations.AddField(
            model_name="company",
            name="members",
            field=models.ManyToManyField(
                related_name="companies", through="accounts.Membership", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.RunPython(from_the_company_of_each, migrations.RunPython.noop),
    ]
