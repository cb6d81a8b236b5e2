from django.db import migrations

import accounts.names


def fold_names(apps, schema_editor):
    for person in apps.get_model("accounts", "User").objects.exclude(name="").only("name").iterator():
        person.save(update_fields=["folded_name", "folded_family"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_people_by_membership")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="folded_family",
            field=accounts.names.FoldedNameField(
                db_default="", db_index=True, editable=False, family=True, max_length=240
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="folded_name",
            field=accounts.names.FoldedNameField(
                db_default="", db_index=True, editable=False, family=False, max_length=240
            ),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
