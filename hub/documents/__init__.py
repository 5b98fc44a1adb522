"""Documents of a meeting: versions, signatures, distribution, receipts.

Tables: documents, document_versions, uploads, signing_keys, signatures, verdicts, receipts.
"""
