"""Actor: who is acting, with what grants, over which units."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SYSTEM_ID = "system"
NO_UNITS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Actor:
    """A signed-in person, or the system itself.

    `grants` maps a grant to the ids of the units over which it is held, sub-units included.
    """

    user_id: str
    org: str
    name: str
    unit_id: str = ""
    grants: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    is_system: bool = False

    def has(self, grant: str) -> bool:
        return self.is_system or grant in self.grants

    def units(self, grant: str) -> frozenset[str]:
        return self.grants.get(grant, NO_UNITS)

    def may(self, grant: str, unit_id: str) -> bool:
        """Whether the grant is held over this unit."""
        return self.is_system or unit_id in self.units(grant)


def system_actor(org: str) -> Actor:
    """The product itself: jobs, reactions, the demo's filler."""
    return Actor(user_id=SYSTEM_ID, org=org, name="系统", is_system=True)
