"""Places where a test may stop, delay or kill the process. Under any settings but those of the tests: nothing.

The settings of tests/reliability name the function that is called at each of them:
« version taken » (between the counter and the commit) and « committed » (between the commit and the frame).
"""

from django.conf import settings
from django.utils.module_loading import import_string

HOOK = getattr(settings, "FAULTS", None)


def reached(place):
    if HOOK:
        import_string(HOOK)(place)
