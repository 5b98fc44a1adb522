"""Sound and pictures of a conference: one interface, and the engine that needs only pip."""
