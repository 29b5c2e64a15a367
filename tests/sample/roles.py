from app.access.grants import Role

KEEPER = Role("sample_keeper", "Magasinier")
CLERK = Role("sample_clerk", "Employé")
VISITOR = Role("sample_visitor", "Visiteur")
ROLES = [KEEPER, CLERK, VISITOR]
