from app.access.grants import Grant
from tests.screens.demo.models import Place, Studio
from tests.screens.demo.roles import CLERK, READER

ACCESS = [
    Grant(CLERK, Studio, "read create write delete decide"),
    Grant(CLERK, Place, "read create write"),
    Grant(READER, Studio, "read", fields=("reference", "state", "name", "rent_ht")),
]
