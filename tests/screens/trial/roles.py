from app.access.grants import Role

CLERK = Role("trial_clerk", "Employé")
READER = Role("trial_reader", "Lecteur")
STRANGER = Role("trial_stranger", "Étranger")
ROLES = (CLERK, READER, STRANGER)
