"""The one exception that is a user's business."""


class Problem(Exception):
    """What is wrong and where, and in `hint` what to do about it; never shown with a traceback.

    `code` is the exit status: 2 where nothing was tried (bad argument, no server, a missing program),
    1 where something was tried and failed (a script, a verify).
    """

    def __init__(self, message: str, hint: str = "", *, code: int = 2) -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code
