from django.db import migrations


class Migration(migrations.Migration):
    """A company's people are found by their memberships: the index on the company shown serves nothing any more."""

    dependencies = [
        ("accounts", "0004_memberships"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="user", name="person_by_company"),
    ]
