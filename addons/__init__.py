"""The business of Relais, one folder per add-on."""
