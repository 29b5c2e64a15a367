"""What was decided can be proved: an append-only journal, chained after the fact, and its verifier."""
