"""How data is described: each mechanism of ``app/models`` proved on a throw-away add-on."""
