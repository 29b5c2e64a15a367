"""Kills at random while sales are under way, then an account of everything: ``python -m tests.sale.campaign``."""
