"""The payment provider of demonstrations: a small web of its own, with its own store, that moves no money.

It behaves like a real one: a page where the buyer decides, events signed and delivered by a worker that tries again, an
address to ask and one to refund. Production refuses it.
"""
