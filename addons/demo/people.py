"""Invented people of the month: nobody of that name lives there, every number is reserved for fiction."""

#: Civilities with first names.
FIRST = (
    ("Mme", "Adèle"),
    ("M.", "Basile"),
    ("Mme", "Capucine"),
    ("M.", "Damien"),
    ("Mme", "Estelle"),
    ("M.", "Firmin"),
    ("Mme", "Garance"),
    ("M.", "Hugo"),
    ("Mme", "Irène"),
    ("M.", "Jules"),
    ("Mme", "Kenza"),
    ("M.", "Léandre"),
)
LAST = (
    "Aubrac",
    "Bellevue",
    "Castelnau",
    "Dorval",
    "Estérel",
    "Fontanès",
    "Grandvaux",
    "Hauterive",
    "Issole",
    "Jonquières",
)
STREETS = ("rue des Lauriers", "avenue des Cévennes", "impasse du Four", "chemin des Oliviers", "place de l’Horloge")

#: INSEE codes of the communes the calls come from.
TOWNS = ("30189", "30007", "30028", "30032", "30258", "34172", "34032", "34145")
