"""The PostgreSQL that a demonstration and the tests bring along: binaries of a wheel, run by our own supervisor."""
