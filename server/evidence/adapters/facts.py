"""Evidence: the facts beside a picture, as the phone has sealed them."""

from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from server.core.words import PhotoSource, SubjectKind
from server.evidence.rules import SealBroken


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(_Part):
    id: str = Field(max_length=200)
    name: str = Field(max_length=120)


class Fix(_Part):
    """WGS-84 degrees; accuracy in metres, age at the tap in seconds."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    accuracy_m: float = Field(ge=0)
    age_s: int = Field(ge=0)


class Facts(_Part):
    """What was photographed, by whom, when and where; names as they were then.

    `skew_ms`: phone minus server as last measured; None where it has never been.
    """

    v: Literal[1]
    photo_id: str
    sha256: str
    size: int
    width: int
    height: int
    source: PhotoSource
    taken_at: AwareDatetime
    skew_ms: int | None
    position: Fix | None
    subject_kind: SubjectKind
    subject_id: str
    slot: str
    client_id: str = Field(max_length=60)
    inspector: Named
    unit: str = Field(max_length=120)
    site: Named | None
    item: str = Field(max_length=200)

    @property
    def told(self) -> dict[str, Any]:
        """What the command says too, under the command's names."""
        here = self.position
        place = {name: getattr(here, name, None) for name in ("lat", "lon", "accuracy_m")}
        names = {"client_id", "inspector", "unit", "site", "item", "position", "v", "skew_ms"}
        return {**self.model_dump(exclude=names), **place, "user_id": self.inspector.id}


def read_facts(text: str) -> Facts:
    """The facts of a sealed text; SealBroken where it is none."""
    try:
        return Facts.model_validate_json(text)
    except ValidationError as error:
        raise SealBroken(field="facts") from error
