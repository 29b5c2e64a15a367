from app.access.grants import Role

CLERK = Role("demo_clerk", "Employé")
READER = Role("demo_reader", "Lecteur")
STRANGER = Role("demo_stranger", "Étranger")
ROLES = (CLERK, READER, STRANGER)
