"""What the walls refuse: bugs of the program, never sentences for people (those are ``app.errors``)."""


class BeneathTheWall(RuntimeError):
    """A bug: a statement that the wall cannot filter was sent for an account. The message says which and what to do."""


class NoRules(RuntimeError):
    """A bug: an account acts before the rules of an application are in force."""
