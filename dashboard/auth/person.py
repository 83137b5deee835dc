"""The person behind a request: who he is, what he may do, what he sees."""

from dataclasses import dataclass

from dashboard.auth.rights import CONSENTS, OWN_COUNTRY, RIGHTS, Right, Role
from schemas.database.audit import Actor
from schemas.database.desk import LOCAL


@dataclass(frozen=True)
class Person:
    """`name` is the e-mail address of an account, `local` for whoever sits at the server's
    machine, "" for a stranger, whose `role` is None. `country` is a focal point's."""

    name: str = ""
    role: Role | None = None
    country: str | None = None
    extra: frozenset[Right] = frozenset()

    @property
    def is_known(self) -> bool:
        return self.role is not None

    @property
    def rights(self) -> frozenset[Right]:
        return (RIGHTS[self.role] if self.role else frozenset()) | self.extra

    @property
    def consents(self) -> tuple[str, ...]:
        return CONSENTS[self.role or Role.READER]

    @property
    def actor(self) -> Actor:
        return Actor(self.name, self.role or "")

    @property
    def only_country(self) -> str | None:
        """The one country whose unpublished reports he may see; None: as his rights say."""
        return (self.country or "") if self.role is Role.FOCAL_POINT else None

    def may(self, right: Right, country: str | None = None) -> bool:
        """Whether he has the right, for a country when one is named. Without a country, a
        focal point's answer says whether he has it for his own."""
        if right not in self.rights:
            return False
        is_limited = self.role is Role.FOCAL_POINT and right in OWN_COUNTRY
        return not (is_limited and country is not None and country != self.country)


def nobody(is_public: bool) -> Person:
    """A stranger: he reads what is public, where reading is open to all."""
    return Person(extra=frozenset({Right.OPEN, Right.READ} if is_public else {Right.OPEN}))


LOCAL_ADMIN = Person(LOCAL, Role.ADMIN)
"""Whoever used the one-time link or the token that the start printed."""

STRANGER = nobody(is_public=True)
"""Who reads what is public."""
