"""DocHub's schema in a wheel: the SQL, and a thin harness that deploys, serves and tests it."""

from importlib.metadata import version

__version__ = version("dochub-schema")
