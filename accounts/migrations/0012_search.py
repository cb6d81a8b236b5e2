from django.db import migrations

from search.stores import index_table


class Migration(migrations.Migration):
    """Who is there already is indexed by `manage.py rebuild_search`."""

    dependencies = [("accounts", "0011_shortcuts"), ("search", "0001_initial")]
    operations = [index_table("company", titled=True), index_table("person", titled=True)]
