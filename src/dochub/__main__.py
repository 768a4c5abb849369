"""`dochub`, and `python -m dochub`.

Loading the command takes a third of a second. Ctrl-C in it just ends the process: there is nothing to clean up yet.
"""

import signal

_IS_OURS = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # a shell's background jobs ignore it
if _IS_OURS:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def main() -> None:
    from dochub.cli import main as run

    if _IS_OURS:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


if __name__ == "__main__":
    main()
