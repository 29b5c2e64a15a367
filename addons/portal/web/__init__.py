"""The pages of professionals, and the same through the API."""
