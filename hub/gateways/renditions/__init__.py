"""Renditions of Office files: PDF/A made by LibreOffice, to be read, never the original.

converting   a conversion: own folder, own profile, limits, no network
confined     the small program that LibreOffice is started by and ended by
profile      what LibreOffice is told: no macros, no links followed, no proxy that answers
examining    is it PDF/A, and nothing else?
problems     why there is none
"""

from hub.gateways.renditions.converting import Made, Office
from hub.gateways.renditions.examining import Examined, examine
from hub.gateways.renditions.problems import (
    OfficeMissing,
    RenditionFailed,
    RenditionNotArchival,
    RenditionTooLarge,
    RenditionTooSlow,
)

__all__ = [
    "Examined",
    "Made",
    "Office",
    "OfficeMissing",
    "RenditionFailed",
    "RenditionNotArchival",
    "RenditionTooLarge",
    "RenditionTooSlow",
    "examine",
]
