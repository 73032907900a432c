"""Syncing: wire shapes of the devices' list, of repairs and of rescued work."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from server.syncing.rules import DeviceState
from sync.hub.wire import PushRequest, PushResponse


class Device(BaseModel):
    """A browser in which somebody works; `reason` is why an administrator retired it.

    `is_wiped`: it has heard that it is lost, so that there is nothing to readmit.
    """

    client_id: str
    user_id: str
    user_name: str
    login: str
    unit_name: str
    app: str
    agent: str
    first_seen_at: datetime
    last_seen_at: datetime
    last_seq: int
    state: DeviceState
    reason: str
    changed_at: datetime | None
    is_wiped: bool


class DeviceList(BaseModel):
    devices: list[Device]


class ParkedMutation(BaseModel):
    """One that the server could not run; `error` names the fault and where in the code it was."""

    client_id: str
    seq: int
    uid: str
    name: str
    v: int
    args: dict[str, Any]
    user_name: str
    stored_at: datetime
    error: str


class StrayMutation(BaseModel):
    """One that was not taken: `why` is rights-removed or uid-reused."""

    client_id: str
    seq: int
    uid: str
    name: str
    v: int
    args: dict[str, Any]
    user_name: str
    occurred_at: datetime
    received_at: datetime
    why: str


class RepairList(BaseModel):
    parked: list[ParkedMutation]
    strays: list[StrayMutation]


class Settlement(BaseModel):
    """What an operator decides: run it again, with other args if given, or give it up."""

    model_config = ConfigDict(frozen=True)

    client_id: str
    seq: int = Field(ge=1)
    action: Literal["retry", "reject"]
    args: dict[str, Any] | None = None
    reason: str = Field("", max_length=500)


class RescuedPush(BaseModel):
    """A push out of a rescue file, in the name of the person whose work it is."""

    model_config = ConfigDict(frozen=True)

    user_id: str
    request: PushRequest


class RescuedAnswer(PushResponse):
    """`known`: uids that were answered before, so that a second import counts nothing twice."""

    known: list[str]


class RescuedPhoto(BaseModel):
    """What became of a photo's bytes; `code` is a problem's slug where they were refused."""

    state: Literal["present", "already", "refused"]
    code: str | None = None
