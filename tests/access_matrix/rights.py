"""The rights of every role on every object. R reads, C creates, W changes, X deletes; a word is a right of its own."""

from tests.access_matrix.part import PARTS

ROLES = ("ADMIN", "MANAGER", "AGENT", "ACCOUNTANT", "DPO")

#: The matrix the company gave, for what exists today. R read, W create and change, D decide.
GIVEN = """
operator, site, settings                 | RW          | RW   | R           | R          | R
professional, onboarding file            | R           | RWD  | RW          | R          | R
identity, Kbis, insurance files          | –           | R    | R           | –          | R
coverage profile, zones                  | RW          | RWD  | RWD         | –          | –
sanction, complaint, dispute, tolerance  | –           | RWD  | –           | –          | R
legal document version                   | RW          | RWD  | R           | R          | R
call, callback                           | –           | RW   | RW          | –          | R
lead, pricing sheet                      | R           | RWD  | RWD         | –          | R
order, basket                            | R           | R    | R           | R          | –
payment, refund                          | R           | R    | –           | RWD        | –
invoice, credit note                     | R           | RD   | –           | RWD        | R
"""

#: What each role may do, object by object, and the line of the matrix it comes from.
#: In the order of ``ROLES``: ADMIN, MANAGER, AGENT, ACCOUNTANT, DPO.
RIGHTS = """
operators              | operator, site, settings                | RCW confirm     | RW                            | R           | R | R
sites                  | operator, site, settings                | RCW             | RCW                           | R           | R | R
trades                 | operator, site, settings                | RCW             | RCW                           | R           | R | R
staff_profiles         | operator, site, settings                | RCWX            | RCW                           | R           | R | R
zones                  | coverage profile, zones                 | RCW             | RCWX                          | RCW         | – | R
zone_lines             | coverage profile, zones                 | RCWX            | RCWX                          | RCWX        | – | R
regions                | coverage profile, zones                 | R               | R                             | R           | R | R
departments            | coverage profile, zones                 | R               | R                             | R           | R | R
communes               | coverage profile, zones                 | R               | R                             | R           | R | R
postal_codes           | coverage profile, zones                 | R               | R                             | R           | R | R
coverage_lines         | coverage profile, zones                 | R               | RCWX                          | RCWX        | – | R
professionals          | professional, onboarding file           | R               | RCW onboard validate sanction | RCW onboard | R | R
professional_contacts  | professional, onboarding file           | R               | RCWX                          | RCW         | – | R
professional_documents | identity, Kbis, insurance files         | –               | RCWX                          | RCWX        | – | R
sanctions              | sanction, complaint, dispute, tolerance | –               | RCW                           | –           | – | R
people                 |                                         | R administer    | R                             | R           | R | R
tasks                  |                                         | RW retry        | –                             | –           | – | –
stored_mails           |                                         | R               | –                             | –           | – | –
"""  # noqa: E501  # a table is read across

#: Where a role has more or less than its line says, and why.
DIFFERENCES = {
    ("operators", "ADMIN"): "whoever opens an operator compares it with its Kbis: the matrix gives that to nobody else",
    ("operators", "MANAGER"): "a new operator could not be read by somebody who is not attached to it yet",
    **{
        (name, role): "the map of France is owned by the code: everybody needs it to read an address, nobody edits it"
        for name in ("regions", "departments", "communes", "postal_codes")
        for role in ROLES
    },
    ("zones", "DPO"): "a zone stands in the file of a professional, which the DPO reads",
    ("zone_lines", "DPO"): "a zone is read with its places",
    ("coverage_lines", "DPO"): "where somebody works is in the file of the professional, which the DPO reads",
    (
        "coverage_lines",
        "ADMIN",
    ): "reference data are the zones; a line belongs to a professional, whom ADMIN only reads",
    ("professionals", "AGENT"): "the steps of an onboarding file are its daily work; validating it is the manager's",
    ("professional_contacts", "ACCOUNTANT"): "a contact has no billing field",
    ("professional_documents", "MANAGER"): "the record says what was read on a file and the verdict; the file is apart",
    ("professional_documents", "AGENT"): "the same: whoever checks a file writes down what it says",
    **{key: why for part in PARTS for key, why in part.differences.items()},
}

#: The right each transition asks. «system» is nobody's.
TRANSITIONS = {
    "operators": {"confirm": "confirm", "withdraw_confirmation": "confirm"},
    "professionals": {
        "declare_profile": "onboard",
        "open_account": "onboard",
        "verify_documents": "onboard",
        "ask_signature": "onboard",
        "ask_documents_again": "onboard",
        "sign": "onboard",
        "renew_documents": "onboard",
        "request_deletion": "onboard",
        "withdraw_deletion": "onboard",
        "abandon": "onboard",
        "validate": "validate",
        "suspend": "sanction",
        "reinstate": "sanction",
        "terminate": "sanction",
        "expire_documents": "system",
    },
    "tasks": {"retry": "retry"},
    **{name: transitions for part in PARTS for name, transitions in part.transitions.items()},
}

#: Who is not kept within one's own company: an administrator opens companies and attaches people to them.
EVERYWHERE = {("operators", "ADMIN"), ("staff_profiles", "ADMIN"), ("people", "ADMIN")}
#: What belongs to no company.
SHARED = {
    *("trades", "regions", "departments", "communes", "postal_codes", "tasks", "stored_mails"),
    *(name for part in PARTS for name in part.shared),
}
#: Who only sees the line about oneself.
ONESELF = {("staff_profiles", "AGENT"), ("staff_profiles", "ACCOUNTANT")}

#: Where a role reads some fields only.
FIELDS = {
    ("professionals", "ACCOUNTANT"): {
        "reference", "business_name", "siren", "siret", "legal_form", "street", "postal_code", "commune", "email",
        "state", "operator",
    },
    **{key: names for part in PARTS for key, names in part.fields.items()},
}  # fmt: skip

_LETTERS = {"R": "read", "C": "create", "W": "write", "X": "delete"}


def _cells(table: str) -> dict[str, list[str]]:
    rows = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    return {name: cells for name, *cells in rows}


def _words(cell: str) -> frozenset[str]:
    letters, *words = cell.replace("–", "").split() or [""]
    return frozenset({_LETTERS[letter] for letter in letters} | set(words))


_EVERY = RIGHTS + "\n".join(part.rights.strip() for part in PARTS)

given = {line: dict(zip(ROLES, cells, strict=True)) for line, cells in _cells(GIVEN).items()}
line_of = {name: cells[0] for name, cells in _cells(_EVERY).items()}
words = {
    name: dict(zip(ROLES, map(_words, cells[1:]), strict=True)) for name, cells in _cells(_EVERY).items()
}  # fmt: skip


def may(role: str, word: str, name: str) -> bool:
    """Whether the role has that right on the object."""
    return word in words[name].get(role, ())


def somebody_may(word: str, name: str) -> bool:
    """Whether any role has it: otherwise the API has no such address."""
    return any(word in held for held in words[name].values())


def in_letters(role: str, name: str) -> str:
    """The rights of a role in the letters of the company's matrix."""
    held = words[name][role]
    decides = held - set(_LETTERS.values())
    return ("R" if "read" in held else "") + ("W" if {"create", "write"} <= held else "") + ("D" if decides else "")
