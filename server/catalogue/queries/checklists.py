"""Catalogue reads: clauses and checklists (检查表)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.catalogue.models.checklists import ChecklistItem, ChecklistTemplate, Clause
from server.catalogue.rules.checklists import Item, TemplateUnknown
from server.core.db import remember


def get_template(session: Session, org: str, template_id: str) -> ChecklistTemplate:
    template = remember(
        session,
        (ChecklistTemplate, template_id),
        lambda: session.get(ChecklistTemplate, template_id),
    )
    if template is None or template.org != org:
        raise TemplateUnknown(template_id=template_id)
    return template


def list_clauses(session: Session, org: str, codes: Iterable[str]) -> list[Clause]:
    query = select(Clause).where(Clause.org == org, Clause.code.in_(list(codes)))
    return list(session.scalars(query.order_by(Clause.code)))


def list_items(session: Session, org: str, template_id: str) -> list[Item]:
    """A checklist's items as the rules see them, in their order."""
    template = get_template(session, org, template_id)
    return remember(session, ("items", template_id), lambda: [_as_rule(i) for i in template.items])


def find_item(session: Session, org: str, template_id: str, code: str) -> Item | None:
    """One item of a checklist."""
    items = remember(
        session,
        ("items by code", template_id),
        lambda: {item.code: item for item in list_items(session, org, template_id)},
    )
    return items.get(code)


def _as_rule(item: ChecklistItem) -> Item:
    return Item(
        code=item.code,
        weight=item.weight,
        factors={option["value"]: option["factor_permille"] for option in item.options},
        photo_mode=item.photo_mode,
        photo_min=item.photo_min,
        note_required_on=item.note_required_on,
        is_red_line=item.is_red_line,
        repeat_key=item.repeat_key,
        is_gallery_allowed=item.is_gallery_allowed,
    )


@dataclass(frozen=True)
class TemplateFacts:
    """A checklist as other modules choose one."""

    id: str
    name: str
    scene: str
    levels: Sequence[str]


def list_newest_templates(session: Session, org: str) -> list[TemplateFacts]:
    """Of each checklist its newest version."""
    its = ChecklistTemplate
    query = select(its.code, its.id, its.name, its.scene, its.levels).where(its.org == org)
    rows = session.execute(query.order_by(its.version))
    newest = {row[0]: TemplateFacts(*row[1:]) for row in rows}
    return [newest[code] for code in sorted(newest)]


def find_item_texts(session: Session, org: str, codes: Iterable[str]) -> dict[str, str]:
    """What items ask, by their code; of any version, since a code keeps its meaning."""
    query = select(ChecklistItem.code, ChecklistItem.text).where(
        ChecklistItem.org == org, ChecklistItem.code.in_(list(codes))
    )
    return {code: text for code, text in session.execute(query)}
