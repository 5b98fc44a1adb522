"""Registers of a registry: outgoing and incoming documents, and the handling of incoming ones.

Nghị định 30/2020/NĐ-CP, articles 15, 16, 22 and 24 and Annex IV.
"""
