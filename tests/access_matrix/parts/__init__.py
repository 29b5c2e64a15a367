"""One file per add-on of the sale."""
