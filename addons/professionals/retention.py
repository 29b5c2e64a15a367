"""Personal-data declarations of professionals: the same few sentences for many columns (CGV-20.5)."""

from app.privacy.declarations import Category, Subject, free_text, personal

CONTRACT = "relation contractuelle puis 5 ans"

IDENTITY = personal(
    Subject.PROFESSIONAL, Category.IDENTITY, purpose="mise en relation et contrôles préalables", kept=CONTRACT
)
CONTACT = personal(
    Subject.PROFESSIONAL, Category.CONTACT, purpose="notifications, livraison et facturation", kept=CONTRACT
)
BUSINESS = personal(Subject.PROFESSIONAL, Category.BUSINESS, purpose="preuve d’activité et d’assurance", kept=CONTRACT)
NOTES = free_text(subject=Subject.PROFESSIONAL, kept=CONTRACT)
