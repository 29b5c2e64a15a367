"""A throw-away add-on: sheets that point at a client and at whoever called for them."""

from app.addons import Addon

addon = Addon(name="vaultdesk", label="Accueil", depends=("base",), package="tests.privacy.vault.desk")
