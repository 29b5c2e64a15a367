from app.access.grants import Role

CLERK = Role("filing_clerk", "Classeur")
AUDITOR = Role("filing_auditor", "Contrôleur")
ARCHIVIST = Role("filing_archivist", "Archiviste")
BINDER = Role("filing_binder", "Relieur")
ROLES = [CLERK, AUDITOR, ARCHIVIST, BINDER]
