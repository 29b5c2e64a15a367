"""Who may do what, written a second time, by hand, from the company's own matrix of roles: nothing here is computed."""
