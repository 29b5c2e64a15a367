"""The pages of professionals, in the order of the bar."""

from addons.portal.web import account, api, invoices, person, purchases, requests, words
from app.i18n import _l
from app.portal.navigation import add_entry

PAGES = (requests.pages, purchases.pages, invoices.pages, account.pages, api.pages)

words.install(requests.pages)
person.install(requests.pages)

add_entry(_l("Demandes"), "requests.listed", icon="bolt", order=10)
add_entry(_l("Mes achats"), "purchases.listed", icon="shopping-bag", order=20)
add_entry(_l("Factures"), "invoices.listed", icon="file-invoice", order=30)
add_entry(_l("Compte"), "account.shown", icon="user", order=40)
