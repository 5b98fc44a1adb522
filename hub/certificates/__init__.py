"""Whom the hub trusts, the revocation lists it has, and the register of certificates."""
