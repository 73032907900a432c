"""Catalogue writes: clauses and checklists (检查表)."""

from pydantic import Field
from sqlalchemy.orm import Session

from server.catalogue.models.checklists import ChecklistItem, ChecklistTemplate, Clause
from server.catalogue.rules import checklists as rules
from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, NewId, Part, command
from server.core.words import InputType, Level, PhotoMode, ResultCode, Scene, Severity


class OptionDraft(Part):
    value: ResultCode
    factor_permille: int | None = Field(ge=0, le=1000)


class InputDraft(Part):
    key: str
    type: InputType
    label: str
    options: list[str] = Field(default_factory=list[str])


class ItemDraft(Part):
    code: str = Field(max_length=40)
    category: str
    text: str
    guide: str = ""
    weight: int = Field(ge=0, le=100)
    options: list[OptionDraft]
    photo_mode: PhotoMode
    photo_min: int = Field(ge=0, le=20)
    photo_max: int = Field(ge=0, le=20)
    is_gallery_allowed: bool = True
    note_required_on: list[ResultCode]
    severity: Severity
    is_red_line: bool
    basis: list[str]
    repeat_key: str = Field(max_length=40)
    inputs: list[InputDraft] = Field(default_factory=list[InputDraft])


class PublishTemplate(Command):
    template_id: NewId
    code: str
    version: int = Field(ge=1)
    name: str
    scene: Scene
    levels: list[Level]
    est_minutes: int = Field(ge=1)
    is_covert: bool = False
    items: list[ItemDraft] = Field(min_length=1)


class ClauseDraft(Part):
    code: str
    article: str
    text: str


class ImportClauses(Command):
    clauses: list[ClauseDraft]


@command("template.publish", grant="organisation.manage", stale="append")
def publish_template(command: PublishTemplate, actor: Actor, at: Moment, session: Session) -> None:
    rules.check_items(
        [item.code for item in command.items], [item.weight for item in command.items]
    )
    fields = command.model_dump(exclude={"template_id", "items"})
    template = ChecklistTemplate(
        id=command.template_id, org=actor.org, published_at=at.received, **fields
    )
    template.items = [
        ChecklistItem(
            id=f"{command.template_id}.{item.code}",
            org=actor.org,
            position=position,
            **item.model_dump(),
        )
        for position, item in enumerate(command.items, start=1)
    ]
    session.add(template)


@command("clauses.import", grant="organisation.manage", stale="append")
def import_clauses(command: ImportClauses, actor: Actor, at: Moment, session: Session) -> None:
    session.add_all(
        Clause(id=f"{actor.org}.{clause.code}", org=actor.org, **clause.model_dump())
        for clause in command.clauses
    )
