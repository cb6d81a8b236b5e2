from django.db import migrations

from search.stores import index_table


class Migration(migrations.Migration):
    """What is there already is indexed by `manage.py rebuild_search`."""

    dependencies = [("forum", "0010_votes"), ("search", "0001_initial")]
    operations = [index_table("thread", titled=True), index_table("post")]
