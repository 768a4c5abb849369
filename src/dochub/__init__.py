"""DocHub's schema in a wheel: the SQL, and a thin harness that deploys, serves and tests it."""

__version__: str


def __getattr__(name: str) -> str:
    """`__version__` is looked up when asked for: `__main__` must come first, and soon."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import version

    return version("dochub-schema")
