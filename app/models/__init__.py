"""How data is described: base and types, field helpers, workflow, numbering, history, parameters, clock."""
