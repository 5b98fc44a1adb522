"""PDF: made from HTML, counted, read. Call everything here in a worker."""

from hub.gateways.pdf.making import PaperFontMissing, to_pdf
from hub.gateways.pdf.printing import print_paper
from hub.gateways.pdf.reading import PdfUnreadable, count_pages, page_texts

__all__ = [
    "PaperFontMissing",
    "PdfUnreadable",
    "count_pages",
    "page_texts",
    "print_paper",
    "to_pdf",
]
