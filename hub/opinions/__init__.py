"""Opinions in writing: units answer questions by a day, without meeting."""
