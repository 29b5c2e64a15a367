"""What stands behind the call screen: its draft, its suggestions, its end. Pages call it; it never commits."""
