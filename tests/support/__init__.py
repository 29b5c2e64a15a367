"""What tests of the kernel and of add-ons share; loaded by the ``conftest.py`` at the root."""
