"""Orders: tables."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, Model, OrgRow


class Order(OrgRow):
    """A three-colour order (督查落实单). Names are kept as they were when it was signed.

    `settled_at`: when it was closed, withdrawn, escalated or voided; nothing leads out of these
    states but being voided. `proposer_…`: who checked, where another had to sign (提交组长签发).
    `lookback`: how the draw went, and the checks that followed (回头看、再督查).
    `cause`, `predecessor_id`: why an orange order was drafted, and after which order.
    `escalates_at`: when the first matter must be mended; None once that no longer counts.
    `search`: what one finds it by, folded, with pinyin initials; one text a line.
    `objection_state`, `extension_state`: of the newest one, so that lists need no other row.
    """

    __tablename__ = "orders"
    number: Mapped[str | None] = mapped_column(String(40))
    temporary_number: Mapped[str] = mapped_column(String(40))
    colour: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(20))
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"))
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    site_name: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    unit_name: Mapped[str] = mapped_column(String(120))
    branch_name: Mapped[str] = mapped_column(String(120))
    level: Mapped[str] = mapped_column(String(20))
    form: Mapped[str] = mapped_column(String(20))
    template_name: Mapped[str] = mapped_column(String(120))
    score_tenths: Mapped[int | None]
    highlights: Mapped[str] = mapped_column(Text, default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    issuer_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    issuer_name: Mapped[str] = mapped_column(String(80))
    proposer_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    proposer_name: Mapped[str | None] = mapped_column(String(80))
    issued_at: Mapped[datetime]
    received_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None] = mapped_column(String(80))
    feedback_due_at: Mapped[datetime | None]
    deadline: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    fed_back_at: Mapped[datetime | None]
    round: Mapped[int] = mapped_column(default=0)
    author_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    reviewed_at: Mapped[datetime | None]
    reviewer_name: Mapped[str | None] = mapped_column(String(80))
    closed_at: Mapped[datetime | None]
    signer_name: Mapped[str] = mapped_column(String(80), default="")
    signer_post: Mapped[str] = mapped_column(String(80), default="")
    is_refused: Mapped[bool] = mapped_column(default=False)
    photo_ids: Mapped[list[str]] = mapped_column(default=list)
    missing_photos: Mapped[int] = mapped_column(default=0)
    cause: Mapped[str | None] = mapped_column(String(20))
    predecessor_id: Mapped[str | None] = mapped_column(ForeignKey("orders.id"))
    origin: Mapped[str] = mapped_column(String(2 * ID_LENGTH))
    escalates_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(500))
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None] = mapped_column(String(500))
    lookback: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    objection_due_at: Mapped[datetime | None]
    objection_state: Mapped[str | None] = mapped_column(String(20))
    extension_state: Mapped[str | None] = mapped_column(String(20))
    progressed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    is_carried: Mapped[bool] = mapped_column(default=True)
    search: Mapped[str] = mapped_column(Text, default="", server_default="", deferred=True)

    __table_args__ = (
        UniqueConstraint("org", "origin"),
        Index(None, "org", "issued_at", "id"),
        Index(None, "org", "delivered_at"),
        Index(None, "org", "visit_id"),
        # Without those that follow no order: they are nearly all, and would make it look useless.
        Index(
            "ix_orders_predecessor_id",
            "predecessor_id",
            sqlite_where=text("predecessor_id IS NOT NULL"),
            postgresql_where=text("predecessor_id IS NOT NULL"),
        ),
        Index(None, "org", "escalates_at"),
        Index(None, "org", "state", "feedback_due_at"),
        Index(None, "org", "is_carried", "settled_at"),
        Index(None, "org", "unit_id"),
    )


class Matter(OrgRow):
    """One problem on an order (督办事项), with what was done about it.

    `is_struck`: an objection was upheld, it stands but needs no rectification. `is_mended`: fed
    back as mended before the order's last feedback. `verdict`: of its last review; None while a
    new answer is awaited or judged.
    """

    __tablename__ = "matters"
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    issuer_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    is_delivered: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    item_code: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    basis: Mapped[list[str]]
    clauses: Mapped[list[dict[str, Any]]]
    finding: Mapped[str] = mapped_column(Text)
    requirement: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(String(20))
    result: Mapped[str] = mapped_column(String(10))
    photo_ids: Mapped[list[str]]
    rectify_days: Mapped[int]
    rectify_due_on: Mapped[date | None]
    cause: Mapped[str] = mapped_column(Text, default="")
    measures: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    after_photo_ids: Mapped[list[str]] = mapped_column(default=list)
    is_struck: Mapped[bool] = mapped_column(default=False)
    is_mended: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[str | None] = mapped_column(String(10))
    is_carried: Mapped[bool] = mapped_column(default=True)


class Feedback(OrgRow):
    """What the unit answered in one round (整改反馈); never changed afterwards.

    `is_progress`: written while some matters were still to be mended (进展反馈, AMB-11).
    """

    __tablename__ = "feedbacks"
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    issuer_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    round: Mapped[int]
    author_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    author_name: Mapped[str] = mapped_column(String(80))
    signer_name: Mapped[str] = mapped_column(String(80))
    signature_photo_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    submitted_at: Mapped[datetime]
    matters: Mapped[list[dict[str, Any]]]
    meeting: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    plan: Mapped[str] = mapped_column(Text, default="")
    stamped_photo_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    is_late: Mapped[bool] = mapped_column(default=False)
    is_progress: Mapped[bool] = mapped_column(default=False)
    is_carried: Mapped[bool] = mapped_column(default=True)


class Review(OrgRow):
    """A reviewer's verdict on one round (审核); `matters` holds the one on each of them."""

    __tablename__ = "reviews"
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    issuer_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    round: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(10))
    reasons: Mapped[list[str]]
    note: Mapped[str] = mapped_column(Text)
    matters: Mapped[list[dict[str, Any]]]
    reviewer_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    reviewer_name: Mapped[str] = mapped_column(String(80))
    reviewed_at: Mapped[datetime]
    is_carried: Mapped[bool] = mapped_column(default=True)


class Objection(OrgRow):
    """The inspected side says that some matters are wrong (异议); answered by the group's head."""

    __tablename__ = "objections"
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    issuer_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    matter_ids: Mapped[list[str]]
    reason: Mapped[str] = mapped_column(Text)
    photo_ids: Mapped[list[str]]
    author_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    author_name: Mapped[str] = mapped_column(String(80))
    raised_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20))
    answer: Mapped[str] = mapped_column(Text, default="")
    answerer_name: Mapped[str | None] = mapped_column(String(80))
    answered_at: Mapped[datetime | None]
    is_carried: Mapped[bool] = mapped_column(default=True)


class Extension(OrgRow):
    """The unit asks for a later day (延期), once an order."""

    __tablename__ = "extensions"
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), unique=True)
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    issuer_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    reason: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    wanted_on: Mapped[date]
    granted_on: Mapped[date | None]
    author_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    author_name: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20))
    answer: Mapped[str] = mapped_column(Text, default="")
    answerer_name: Mapped[str | None] = mapped_column(String(80))
    answered_at: Mapped[datetime | None]
    is_carried: Mapped[bool] = mapped_column(default=True)


class Comment(OrgRow):
    """What somebody has to say on an order (意见); never changed afterwards.

    `written_at` is the tap's time, which may be offline; `received_at` orders them.
    """

    __tablename__ = "comments"
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    issuer_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    author_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    author_name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    received_at: Mapped[datetime]
    is_carried: Mapped[bool] = mapped_column(default=True)


class OrderSerial(Model):
    """The last official number given, per company, colour and year."""

    __tablename__ = "order_serials"
    org: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    colour: Mapped[str] = mapped_column(String(10), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    serial: Mapped[int]
