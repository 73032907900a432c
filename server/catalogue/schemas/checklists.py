"""Catalogue shapes: checklists (检查表)."""

from pydantic import BaseModel, ConfigDict

from server.catalogue.commands.checklists import InputDraft, OptionDraft
from server.catalogue.models.checklists import ChecklistTemplate
from server.core.feeds import PUBLIC_SCOPE, Feed, RowShape
from server.core.words import Level, PhotoMode, ResultCode, Scene, Severity


class ItemRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    code: str
    category: str
    text: str
    guide: str
    weight: int
    options: list[OptionDraft]
    photo_mode: PhotoMode
    photo_min: int
    photo_max: int
    is_gallery_allowed: bool
    note_required_on: list[ResultCode]
    severity: Severity
    is_red_line: bool
    basis: list[str]
    repeat_key: str
    inputs: list[InputDraft]


class TemplateRow(RowShape):
    code: str
    version: int
    name: str
    scene: Scene
    levels: list[Level]
    est_minutes: int
    is_covert: bool
    items: list[ItemRow]


def _scopes(_template: ChecklistTemplate) -> list[str]:
    return [PUBLIC_SCOPE]


TEMPLATE_FEED = Feed("template", ChecklistTemplate, TemplateRow, _scopes)
