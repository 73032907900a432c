"""Planning tables: imports, what each changes, what they put aside, and work that is to be done."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, Base, OrgRow
from server.core.leasing import Work
from server.planning.models.populations import ROW_NUMBER


class Import(OrgRow):
    """A list that was brought in (导入), from the upload to its undoing; the file is `sha256`.

    `done` of `total` tell the progress of what runs. `phase`, `batches` and `cursor` tell a worker
    where to go on: what they say is stored is stored, since they commit together.
    """

    __tablename__ = "imports"
    list_name: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(10))
    file_name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    user_name: Mapped[str] = mapped_column(String(80))
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    problem: Mapped[str] = mapped_column(String(40), default="")
    problem_text: Mapped[str] = mapped_column(String(300), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    good: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)
    duplicates: Mapped[int] = mapped_column(default=0)
    mode: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(300), default="")
    confirmed_by: Mapped[str | None] = mapped_column(String(80))
    confirmed_at: Mapped[datetime | None]
    undo_reason: Mapped[str] = mapped_column(String(300), default="")
    undone_by: Mapped[str | None] = mapped_column(String(80))
    ended_at: Mapped[datetime | None]
    phase: Mapped[str] = mapped_column(String(10), default="")
    batches: Mapped[int] = mapped_column(default=0)
    cursor: Mapped[int] = mapped_column(BigInteger, default=0)


class ImportLine(OrgRow):
    """What an import brings for one unit and month, and of cases one channel.

    `given` rows, or the count; `overlap` of them are there already. `former` is the population as
    it was when the import was checked, None where there was none.
    """

    __tablename__ = "import_lines"
    import_id: Mapped[str] = mapped_column(ForeignKey("imports.id"))
    position: Mapped[int]
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    unit_name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    period: Mapped[str] = mapped_column(String(7))
    given: Mapped[int]
    overlap: Mapped[int] = mapped_column(default=0)
    called_back: Mapped[int] = mapped_column(default=0)
    former: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    last_month: Mapped[int | None]
    last_year: Mapped[int | None]
    level_replace: Mapped[str] = mapped_column(String(10), default="")
    level_add: Mapped[str] = mapped_column(String(10), default="")
    is_aside: Mapped[bool] = mapped_column(default=False)
    is_settled: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index(None, "import_id", "position", unique=True),)


class ImportWork(Work):
    """An import that a worker has still to do something with."""

    __tablename__ = "import_work"
    import_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)


class ServiceAside(Base):
    """A service record that the import `aside_for` has replaced; it comes back with its undoing."""

    __tablename__ = "service_asides"
    id: Mapped[int] = mapped_column(ROW_NUMBER, primary_key=True)
    aside_for: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    org: Mapped[str] = mapped_column(String(ID_LENGTH))
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    period: Mapped[str] = mapped_column(String(7))
    kind: Mapped[str] = mapped_column(String(40))
    district: Mapped[str] = mapped_column(String(40))
    served_on: Mapped[date]
    reference: Mapped[str] = mapped_column(String(60))
    import_id: Mapped[str] = mapped_column(String(ID_LENGTH))


class CaseAside(Base):
    """A case record that the import `aside_for` has replaced; it comes back with its undoing."""

    __tablename__ = "case_asides"
    id: Mapped[int] = mapped_column(ROW_NUMBER, primary_key=True)
    aside_for: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    org: Mapped[str] = mapped_column(String(ID_LENGTH))
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    period: Mapped[str] = mapped_column(String(7))
    channel: Mapped[str] = mapped_column(String(20))
    closed_on: Mapped[date]
    called_back_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(String(60))
    import_id: Mapped[str] = mapped_column(String(ID_LENGTH))
