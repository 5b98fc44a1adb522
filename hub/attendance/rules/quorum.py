"""The quorum: which share of the units, and of the persons, must be there.

The law names shares for some bodies only (two thirds of the members of a People's Committee:
Luật Tổ chức chính quyền địa phương); what a conference asks for is a setting of the
installation, by type of meeting where offices want it so.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from hub.core.settings import Settings

SHARE: Final = re.compile(r"(>?)(\d{1,3})/(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Share:
    """At least `over`/`under` of a whole or, `strictly`, more than that."""

    over: int
    under: int
    strictly: bool = False

    def needed(self, whole: int) -> int:
        """Return the smallest part of the whole that reaches the share."""
        if self.strictly:
            return whole * self.over // self.under + 1
        return -(-whole * self.over // self.under)

    def is_reached(self, part: int, whole: int) -> bool:
        """Tell whether the part is enough; of nothing, nothing is."""
        return whole > 0 and part >= self.needed(whole)

    def __str__(self) -> str:
        return f"{'>' if self.strictly else ''}{self.over}/{self.under}"


MORE_THAN_HALF: Final = Share(1, 2, strictly=True)
TWO_THIRDS: Final = Share(2, 3)


def share_of(text: str) -> Share | None:
    """Read `2/3` or `>1/2`; empty means that it is not asked. Raises ValueError."""
    if not text:
        return None
    found = SHARE.fullmatch(text)
    if found is None or not 0 < int(found[2]) <= int(found[3]):
        raise ValueError(text)
    return Share(int(found[2]), int(found[3]), strictly=bool(found[1]))


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """The shares asked of units and of persons; None: not asked."""

    units: Share | None = MORE_THAN_HALF
    persons: Share | None = TWO_THIRDS


@dataclass(frozen=True, slots=True)
class QuorumRules:
    """The rule of an installation, and those of some types of meeting."""

    usual: QuorumRule = QuorumRule()
    of_types: dict[str, QuorumRule] = field(default_factory=dict)

    def of(self, meeting_type: str) -> QuorumRule:
        """Return the rule for a type of meeting."""
        return self.of_types.get(meeting_type, self.usual)

    def with_type(self, meeting_type: str, units: str | None, persons: str | None) -> "QuorumRules":
        """Return these with the shares an office has set for a type; None keeps the one here."""
        found = self.of(meeting_type)
        rule = QuorumRule(
            found.units if units is None else share_of(units),
            found.persons if persons is None else share_of(persons),
        )
        return QuorumRules(self.usual, {**self.of_types, meeting_type: rule})


def quorum_rules_of(settings: Settings) -> QuorumRules:
    """Return the rules of an installation. Raises ValueError for a share like 3/2."""
    return QuorumRules(
        QuorumRule(share_of(settings.quorum_units), share_of(settings.quorum_persons)),
        {
            name: QuorumRule(share_of(units), share_of(persons))
            for name, (units, persons) in settings.quorum_of_types.items()
        },
    )


@dataclass(frozen=True, slots=True)
class Quorum:
    """Units and persons present of those expected, against a rule.

    `persons_expected` counts announced head counts only; None when nobody announced any, and
    then persons are not asked for. `estimated`: some present sites were not counted yet and
    stand with what they announced.
    """

    units_present: int
    units_expected: int
    persons_present: int
    persons_expected: int | None
    rule: QuorumRule = QuorumRule()
    estimated: bool = False

    @property
    def units_needed(self) -> int:
        """The smallest number of units that makes a quorum; 0 when none is asked."""
        return self.rule.units.needed(self.units_expected) if self.rule.units else 0

    @property
    def persons_needed(self) -> int | None:
        """The smallest number of persons that makes a quorum; None when none is asked."""
        if self.rule.persons is None or not self.persons_expected:
            return None
        return self.rule.persons.needed(self.persons_expected)

    @property
    def has_units(self) -> bool:
        """Whether enough units are present."""
        return self.units_expected > 0 and self.units_present >= self.units_needed

    @property
    def has_persons(self) -> bool:
        """Whether enough persons are present, or none are asked for."""
        return self.persons_needed is None or self.persons_present >= self.persons_needed

    @property
    def is_met(self) -> bool:
        """Whether there is a quorum, by units and by persons."""
        return self.has_units and self.has_persons

    @property
    def figures(self) -> dict[str, Any]:
        """The figures as plain values, for the record."""
        return {
            "units_present": self.units_present,
            "units_expected": self.units_expected,
            "units_needed": self.units_needed,
            "persons_present": self.persons_present,
            "persons_expected": self.persons_expected,
            "persons_needed": self.persons_needed,
            "met": self.is_met,
        }
