"""Documents that are kept: a typst template and data make a PDF/A, the same to the byte on every machine.

Templates belong to add-ons (``documents/<name>.typ``); this room knows no business.
"""
