"""The sale that the tests of orders begin with."""

from addons.orders.tests.sale import ada, bob, clock, context, lead, market, ordered, side_addons

__all__ = ["ada", "bob", "clock", "context", "lead", "market", "ordered", "side_addons"]
