"""Planning tables: what there is to sample from (抽样总体)."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from server.core.db import ID_LENGTH, Base, OrgRow

# SQLite numbers rows by itself in this type alone.
ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")


class Population(OrgRow):
    """How much there is to sample from, per unit and month: services, customers, cases.

    `kind`: services, customers, or cases_<channel>. `source`: typed, file or api; by whom and when,
    and by which import. `has_records`: it is the number of rows that can be drawn one by one.
    """

    __tablename__ = "populations"
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str] = mapped_column(String(20))
    period: Mapped[str] = mapped_column(String(7))
    size: Mapped[int]
    source: Mapped[str] = mapped_column(String(10), default="typed")
    has_records: Mapped[bool] = mapped_column(default=False)
    import_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    set_at: Mapped[datetime | None]
    set_by: Mapped[str] = mapped_column(String(80), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (Index(None, "org", "kind", "period", "unit_id", unique=True),)


class ImportedRecord(Base):
    """A record from another system (导入记录): by the million, never changed, on no phone.

    `reference` is its number in the system it came from (单号), once a company. `unit_id`: who did
    it; `period`: the month (2026-04) in which it counts.
    """

    __abstract__ = True
    id: Mapped[int] = mapped_column(ROW_NUMBER, primary_key=True)
    org: Mapped[str] = mapped_column(String(ID_LENGTH))
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    period: Mapped[str] = mapped_column(String(7))
    reference: Mapped[str] = mapped_column(String(60))
    import_id: Mapped[str] = mapped_column(String(ID_LENGTH))

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Index, ...]:
        return (
            Index(None, "org", "reference", unique=True),
            Index(None, "org", "period", "unit_id"),
            Index(None, "import_id"),
        )


class ServiceRecord(ImportedRecord):
    """A service that was given to a customer (服务记录).

    `unit_id` is the team that gave it, `district` and `kind` are the strata it can be drawn by.
    """

    __tablename__ = "service_records"
    kind: Mapped[str] = mapped_column(String(40))
    district: Mapped[str] = mapped_column(String(40))
    served_on: Mapped[date]


class CaseRecord(ImportedRecord):
    """A closed case of the hotline, a website or the government's channels (工单).

    `channel`: hotline, web, government or app. `called_back_on` is the day of the callback by a
    person (人工回访), None while nobody has called (W2-35a).
    """

    __tablename__ = "case_records"
    channel: Mapped[str] = mapped_column(String(20))
    closed_on: Mapped[date]
    called_back_on: Mapped[date | None]
