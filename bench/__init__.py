"""Repeatable measurements of the house: pages over HTTP beside the raw limit of the same run."""
