"""`python -m dochub` is `dochub`."""

from dochub.cli import main

main()
