"""Makes ``tests`` importable (``from builders import company``) and settles how properties are tried.

A machine under load is no fault of the code, so no property has a deadline; where CI is set the examples are the same
in every run, elsewhere each run tries new ones.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")
