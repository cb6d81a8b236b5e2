"""Where files that people attach may stand: other apps name their rows here, and who may see each.

    register(Post, Post.objects.visible_to)

A file is for its uploader until words of theirs show it; then for those who may see at least one of these.
"""

_visible = {}


def register(model, visible_to):
    """Let rows of a model show files. `visible_to(user)` returns the rows whose words that person may read."""
    if _visible.setdefault(name_of(model), visible_to) != visible_to:
        raise ValueError(f"Two apps let {name_of(model)} show files.")


def name_of(model):
    return model._meta.label_lower


def all_visible_to(user):
    """Yield (name, queryset of what this person may read) of each place."""
    for name, visible_to in _visible.items():
        yield name, visible_to(user)
