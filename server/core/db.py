"""Database: base class of every table, column types, lists in queries, rows that are locked."""

from collections.abc import Callable, Collection, Hashable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from pydantic_core import to_json
from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    DateTime,
    LargeBinary,
    MetaData,
    Select,
    String,
    Text,
    TypeDecorator,
    any_,
    cast,
    event,
    func,
    literal,
    select,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    registry,
)
from sqlalchemy.orm.base import instance_state
from sqlalchemy.types import UserDefinedType

# Ids that are put together from others (a quota's count: kind, unit, period, visit) must fit too.
ID_LENGTH = 200
# Ids in one IN list; every database takes that many.
CHUNK = 400
RAW_TEXT = "bpchar"


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; SQLite has no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Lines(TypeDecorator[tuple[str, ...]]):
    """A tuple of texts, one a line; read a thousand at a time, of which few differ."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else "\n".join(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else split_lines(value)


class RawText(TypeDecorator[bytes]):
    """Text as the bytes (UTF-8) that the database sends; only to be read."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return self.impl_instance if dialect.name == "sqlite" else _Undecoded()


class _Undecoded(UserDefinedType[bytes]):
    """A kind of text for which PostgreSQL converts nothing, and in which no column of ours is."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        return RAW_TEXT


def raw(text: ColumnElement[Any]) -> ColumnElement[bytes]:
    """A text that is passed on as it is."""
    return cast(text, RawText)


@lru_cache(maxsize=4096)
def split_lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


class TextArray(TypeDecorator[list[str]]):
    """Texts as one parameter of PostgreSQL, written out here: the driver takes far longer."""

    impl = ARRAY(Text)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        return _array_text


def _array_text(value: Collection[str]) -> str:
    texts = "\n".join(value)
    if '"' in texts or "\\" in texts:
        value = [text.replace("\\", "\\\\").replace('"', '\\"') for text in value]
    return '{"' + '","'.join(value) + '"}' if value else "{}"


class Base(DeclarativeBase):
    """Base of every table."""

    # A registry of its own: Flask-SQLAlchemy copies this class, and SQLAlchemy takes no second
    # type map for a registry that exists already.
    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: Instant,
            dict[str, Any]: JSON,
            list[str]: JSON,
            list[dict[str, Any]]: JSON,
        },
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


@event.listens_for(Model, "attribute_instrument", propagate=True)
def _watch_instants(_model: type, _name: str, attribute: Any) -> None:
    """An instant is in UTC from the moment it is set, as it will be when it is read back."""
    columns = getattr(attribute.property, "columns", ())
    if columns and isinstance(columns[0].type, Instant):
        event.listen(attribute, "set", _in_utc, raw=True, retval=True, include_key=True)


def _in_utc(
    _state: Any, value: datetime | None, _old: Any, _initiator: Any, **_key: Any
) -> datetime | None:
    return value.astimezone(UTC) if value is not None and value.tzinfo is not None else value


class OrgRow(Model):
    """A row with a text id that belongs to one company (`org`)."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    org: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)


Row = TypeVar("Row", bound=OrgRow)
Result = TypeVar("Result")


def json_text(value: Any) -> str:
    """A value as the columns of JSON keep it."""
    return to_json(value).decode()


def among(session: Session, column: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """The column is one of these, which go to the database as one parameter, however many.

    A list of hundreds of parameters is a new statement for each length. Besides, SQLite weighs it
    against walking over all rows by what the last ANALYZE has counted, and never looks again.
    """
    if session.get_bind().dialect.name != "postgresql":
        return column.in_(listed(literal(json_text(list(values)))))
    kind = TextArray() if isinstance(column.type, String) else ARRAY(column.type)
    return column == any_(literal(list(values), kind))


def listed(content: ColumnElement[Any]) -> Select[Any]:
    """The elements of a JSON text, on SQLite."""
    return select(func.json_each(content).table_valued("value").c.value)


def lock_row(session: Session, model: type[Row], org: str, row_id: str) -> Row | None:
    """The row for changing it: locked where the database locks rows, and read anew the first time.

    What is locked stays so until the transaction ends, hence a second call costs no query; nor
    does one for a row that `lock_rows` has looked for, or that this transaction has made.
    """
    locked = session.info.setdefault("locked", {})
    key = (model, org, row_id)
    if key not in locked:
        lock_rows(session, model, org, [row_id])
    row = locked[key]
    return None if row is None or instance_state(row).deleted else row


def lock_anew(session: Session, model: type[Row], org: str, row_id: str) -> Row | None:
    """The row that was not there, looked for once more: a neighbour may have made it meanwhile."""
    session.info["locked"].pop((model, org, row_id), None)
    return lock_row(session, model, org, row_id)


def lock_rows(session: Session, model: type[Row], org: str, ids: Sequence[str]) -> None:
    """Take these rows for a change, in one go; those that are not there are known to be missing."""
    locked: dict[tuple[type[OrgRow], str, str], OrgRow | None]
    locked = session.info.setdefault("locked", {})
    wanted = [row_id for row_id in ids if (model, org, row_id) not in locked]
    locked |= {(model, org, row_id): None for row_id in wanted}
    for start in range(0, len(wanted), CHUNK):
        query = (
            select(model)
            .where(among(session, model.id, wanted[start : start + CHUNK]))
            .order_by(model.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        # By the id alone: with the company in the condition SQLite walks over all of its rows.
        rows = (row for row in session.scalars(query) if row.org == org)
        locked |= {(model, org, row.id): row for row in rows}


def remember(session: Session, key: Hashable, read: Callable[[], Result]) -> Result:
    """What never changes once it is there is read once a transaction."""
    remembered: dict[Hashable, Any] = session.info.setdefault("remembered", {})
    if key not in remembered:
        remembered[key] = read()
    return remembered[key]
