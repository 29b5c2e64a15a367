"""French first: catalogues, plurals, the language of each account."""
