"""A scripted call, with the keyboard alone: what an agent presses from the side bar to «Publier», and how many keys.

Used by the tests of the call screen and by the bench. A chord counts each of its keys: Ctrl+Entrée is two.
"""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

#: Seconds per key of somebody who types as people do on the phone: about 45 words a minute.
PER_KEY = 0.28


@dataclass(frozen=True)
class Spoken:
    """What the client says, as short as people really say it; an empty text is passed over with one key."""

    phone: str = "0639981234"
    name: str = "mme Essai"
    second_phone: str = "0199001234"
    email: str = "ee@example.org"
    need: str = "fui"
    place: str = "nim"
    street: str = "14 r Ney"
    floor: str = "2"
    access: str = "A12"
    description: str = "évier"
    note: str = "chien"

    @classmethod
    def of_another(cls, number: int) -> "Spoken":
        """Somebody else, in as many keys: nobody asks for two things within a day without being asked why."""
        initials = chr(97 + number // 26 % 26) + chr(97 + number % 26)
        return cls(
            phone=f"063998{number:04}",
            second_phone=f"019900{number:04}",
            email=f"{initials}@example.org",
            street=f"{number % 100:02} r Ney",
        )


@dataclass
class Keys:
    """The keyboard of the agent; ``pressed`` counts its keys."""

    page: Page
    pressed: int = 0
    delay: int = 0
    log: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.pressed += len(key.split("+")) if len(key) > 1 else 1
            self.page.keyboard.press(key, delay=self.delay)

    def type(self, text: str) -> None:
        for letter in text:
            self.pressed += 1
            self.page.keyboard.type(letter, delay=self.delay)

    def field(self, name: str, text: str) -> None:
        """Type in the field that has the focus, which must be ``name``, then go to the next one."""
        expect(self.at(name)).to_be_focused()
        self.type(text)
        self.press("Enter")

    def at(self, name: str) -> Locator:
        return self.page.locator(f"#f-{name}")


def open_call(keys: Keys) -> None:
    """From any page: the side bar's key, the line, the notice, the choice."""
    page = keys.page
    page.wait_for_load_state()
    keys.press("a")
    page.wait_for_url("**/appel/")
    expect(page.locator(".call-take")).to_be_enabled()
    keys.press("Enter")
    expect(page.locator("#give-notice")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#accept")).to_be_focused()
    keys.press("Enter")
    expect(keys.at("phone")).to_be_focused()


def fill(keys: Keys, said: Spoken) -> None:
    """Every field in the order people speak, the number read back, the transfer accepted; nothing is published yet."""
    keys.field("phone", said.phone)
    expect(keys.page.locator("#read-back")).to_be_focused()
    keys.press("Enter")
    for name in ("name", "second_phone", "email"):
        keys.field(name, getattr(said, name))
    for name in ("need", "place"):
        expect(keys.at(name)).to_be_focused()
        keys.type(getattr(said, name))
        keys.press("Enter")
    for name in ("street", "floor", "access"):
        keys.field(name, getattr(said, name))
    keys.field("public_description", said.description)
    keys.field("internal_note", said.note)
    keys.press("1")


def publish(keys: Keys) -> None:
    """Ctrl+Entrée, until the next call may be taken."""
    keys.press("Control+Enter")
    keys.page.wait_for_url("**/appel/?demande=*")


def whole_call(page: Page, said: Spoken | None = None, *, delay: int = 0) -> Keys:
    """The call from the side bar to the published request. ``delay`` holds each key that many milliseconds."""
    keys = Keys(page, delay=delay)
    open_call(keys)
    fill(keys, said or Spoken())
    publish(keys)
    return keys
