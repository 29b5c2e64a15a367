"""What leaves a transaction: the outbox, schedules, the worker, mail."""
