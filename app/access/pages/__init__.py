"""The pages of accounts: signing in, one's own account, the administration of accounts, who may do what."""
