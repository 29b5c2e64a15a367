"""Business parameters of the legal texts."""

from app.i18n import _l
from app.models.kinds import Count
from app.models.parameters import Parameter

NOTICE_DAYS = Parameter(
    "cgv_notice_days",
    _l("Préavis d’une nouvelle version des CGV, en jours"),
    Count(0, 90),
    15,
    source="CGV-22.4",
    zero_warning=_l(
        "Sans préavis, une nouvelle version s’applique dès sa publication. Le règlement (UE) 2019/1150 en demande un "
        "de quinze jours au moins : consultez votre conseil."
    ),
)
