"""How to reach and name a business: telephone, e-mail, SIREN."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from stdnum.fr import siren as stdnum_siren

from app.formats import format_phone, format_siren
from app.i18n import Label, _l
from app.models.kinds.kind import InvalidValue, Kind


class Phone(Kind):
    """A telephone number, stored in E.164; numbers without prefix are read as French."""

    name = "phone"

    def clean(self, value: str) -> str:
        if not re.fullmatch(r"\+?[0-9\s().\-/]{3,40}", value):
            raise self._refusal()
        try:
            number = phonenumbers.parse(value, "FR")
        except phonenumbers.NumberParseException as error:
            raise self._refusal() from error
        if not _plausible(number):
            raise self._refusal()
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def _refusal(self) -> InvalidValue:
        return InvalidValue(_l("Numéro à 10 chiffres attendu, par exemple 06 12 34 56 78."))

    def show(self, value: str) -> str:
        return format_phone(value)

    def words(self, value: str) -> str:
        return f"{value} 0{value[3:]}" if value.startswith("+33") else value


def _plausible(number: phonenumbers.PhoneNumber) -> bool:
    """French numbers by their shape (the library calls the ranges of fiction invalid), others by its data."""
    if number.country_code == 33:
        return not number.italian_leading_zero and bool(re.fullmatch(r"[1-9]\d{8}", str(number.national_number)))
    return phonenumbers.is_valid_number(number)


class Email(Kind):
    """An e-mail address in lower case, its domain in ASCII as mail servers exchange it."""

    name = "email"

    def clean(self, value: str) -> str:
        sentence = _l("Adresse e-mail attendue, par exemple nom@exemple.fr.")
        if len(value) > 254:
            raise InvalidValue(sentence)
        try:
            address = validate_email(value, check_deliverability=False, allow_smtputf8=False, strict=True)
        except EmailNotValidError as error:
            raise InvalidValue(sentence) from error
        return (address.ascii_email or address.normalized).lower()


class Siren(Kind):
    """A SIREN: nine digits. A wrong Luhn key is a warning, never a refusal (rule CGV-0.3)."""

    name = "siren"

    def clean(self, value: str) -> str:
        digits = re.sub(r"[\s.]", "", value)
        if not re.fullmatch(r"[0-9]{9}", digits):
            raise InvalidValue(_l("Le SIREN compte 9 chiffres, par exemple 732 829 320."))
        return digits

    def show(self, value: str) -> str:
        return format_siren(value)

    def doubt(self, value: str) -> Label | None:
        if self.key_is_valid(value):
            return None
        return _l("Clé de contrôle SIREN invalide : vérifiez le numéro sur le Kbis.")

    @staticmethod
    def key_is_valid(value: str) -> bool:
        """Whether the Luhn key holds."""
        return bool(stdnum_siren.is_valid(value))
