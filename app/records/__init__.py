"""How records are found and changed: the one way screens and the API share, behind the access rules."""
