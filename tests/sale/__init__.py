"""One sale on the real thing: four processes on loopback, the staff at one end, a professional at the other."""
