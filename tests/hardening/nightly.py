"""Whether this run tries all that there is, or the sample that a day's `make test` can afford."""

import os

NIGHTLY = bool(os.environ.get("DESKCHECK_NIGHTLY"))
