"""Contacts as the main database holds them: sealed fields, blind tokens, and who opened them.

No column of ``Contact`` is a field of the kernel: screens, filters, sorts, exports, the API and history know none of
them. A link to a contact shows ``Contact.page_title``, the masked label.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, LargeBinary, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column, relationship

from app.access.people import Person as AccountOwner
from app.i18n import _l
from app.models.base import Base, Names
from app.models.fields import code, instant, ref
from app.models.owned import Owned
from app.models.types import UtcDateTime
from app.privacy.declarations import Category, Subject, not_personal, personal
from app.privacy.vault.masking import TABLE, MaskedTitle
from app.privacy.vault.person import FIELDS

KEPT = "comme la demande : 6 mois si elle n’est pas vendue"
_PURPOSE = "mise en relation avec un professionnel"


def _sealed(category: Category) -> MappedColumn[Any]:
    declared = personal(Subject.CLIENT, category, purpose=_PURPOSE, kept=KEPT)
    return mapped_column(LargeBinary(), info={"personal": declared})


class Contact(Base, Owned):
    """A person, sealed. Made, changed, opened and erased by ``app.privacy.vault`` alone."""

    __tablename__ = TABLE
    names = Names(_l("contact"), _l("contacts"))
    title = ()
    page_title: ClassVar[MaskedTitle] = MaskedTitle()
    resource = "contacts"
    #: Who opened or changed it stands in ``ContactAccess``; sealed values have no place in history.
    recorded = False
    #: The kernel's models exist before the add-on that declares operators: the number alone.
    operator = None

    uid: Mapped[uuid.UUID] = mapped_column(
        Uuid(), unique=True, info={"personal": not_personal("numéro tiré au hasard, scellé avec chaque valeur")}
    )
    #: None once erased.
    key_id: Mapped[uuid.UUID | None] = mapped_column(
        Uuid(), index=True, info={"personal": not_personal("numéro d’une clé tenue ailleurs")}
    )
    civility: Mapped[bytes | None] = _sealed(Category.IDENTITY)
    first_name: Mapped[bytes | None] = _sealed(Category.IDENTITY)
    last_name: Mapped[bytes | None] = _sealed(Category.IDENTITY)
    company_name: Mapped[bytes | None] = _sealed(Category.IDENTITY)
    phone: Mapped[bytes | None] = _sealed(Category.CONTACT)
    second_phone: Mapped[bytes | None] = _sealed(Category.CONTACT)
    email: Mapped[bytes | None] = _sealed(Category.CONTACT)
    street: Mapped[bytes | None] = _sealed(Category.CONTACT)
    floor: Mapped[bytes | None] = _sealed(Category.CONTACT)
    access: Mapped[bytes | None] = _sealed(Category.CONTACT)
    #: What it is found by. Deterministic, hence personal: erasure empties them too. Loaded where they are rewritten.
    tokens: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger()),
        deferred=True,
        info={"personal": personal(Subject.CLIENT, Category.CONTACT, purpose="recherche d’un contact", kept=KEPT)},
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), info={"personal": not_personal("instant")})
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), info={"personal": not_personal("instant")})

    __table_args__ = (Index(None, "tokens", postgresql_using="gin"),)

    def sealed(self) -> Mapping[str, bytes]:
        """Sealed values by field, without those that are empty."""
        return {name: value for name in FIELDS if (value := getattr(self, name)) is not None}


class ContactAccess(Base, Owned):
    """One opening of a contact, or one change of it (purpose ``change``). Rows are added, never changed nor removed."""

    __tablename__ = "contact_access"
    names = Names(_l("consultation"), _l("consultations"), feminine=True)
    resource = "contact_accesses"
    recorded = False
    operator = None

    contact_id: Mapped[int] = ref("contact.id", label=_l("Contact"), readonly=True)
    contact: Mapped[Contact] = relationship()
    #: None when the system opened it: a message rendered, a copy sealed.
    account_id: Mapped[int | None] = ref("ab_user.id", label=_l("Par"), readonly=True)
    account: Mapped[AccountOwner | None] = relationship()
    at: Mapped[datetime] = instant(label=_l("Le"), readonly=True, index=True)
    purpose: Mapped[str] = code(40, label=_l("Motif"), readonly=True)
