"""Database: engine, base class, column types and the two kinds of transaction."""

from collections.abc import Callable, Collection, Hashable, Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from pydantic_core import from_json, to_json
from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    DateTime,
    Engine,
    MetaData,
    Select,
    String,
    Text,
    TypeDecorator,
    any_,
    event,
    func,
    literal,
    select,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    registry,
)
from sqlalchemy.orm.base import instance_state
from sqlalchemy.pool import ConnectionPoolEntry, PoolResetState

# Ids that are put together from others (a quota's count: kind, unit, period, visit) must fit too.
ID_LENGTH = 200
# Ids in one IN list; every database takes that many.
CHUNK = 400
# So long after its last use a connection counts as being there.
FRESH_S = 1.0


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
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in value)
    return '{"' + '","'.join(quoted) + '"}' if value else "{}"


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


def engine_options(url: str) -> dict[str, Any]:
    """Pool and driver options; writers on PostgreSQL run READ COMMITTED."""
    json = {"json_serializer": json_text, "json_deserializer": from_json}
    if url.startswith("sqlite"):
        arguments = {"timeout": 30, "check_same_thread": False}
        return {"connect_args": arguments, "pool_size": 16, "max_overflow": 48, **json}
    return {
        **json,
        "pool_size": 10,
        "max_overflow": 22,
        "isolation_level": "READ COMMITTED",
    }


def json_text(value: Any) -> str:
    """A value as the columns of JSON keep it."""
    return to_json(value).decode()


def end_leftovers(engine: Engine) -> None:
    """No connection goes back to the pool with a transaction, and its locks, open.

    Where a commit fails on its way, SQLAlchemy takes the transaction for ended and resets nothing.
    """
    event.listen(engine, "reset", _end_transaction)


def _end_transaction(connection: Any, _record: ConnectionPoolEntry, state: PoolResetState) -> None:
    if state.transaction_was_reset:
        connection.rollback()


def ask_the_idle(engine: Engine) -> None:
    """A connection to a server is asked whether it is still there, unless it was just used.

    Asking each time (`pool_pre_ping`) costs a pull that finds nothing a tenth of its time.
    """
    if engine.dialect.name != "sqlite":
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", partial(_ask, engine.dialect))


def _note_use(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["used_at"] = monotonic()


def _ask(dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    # A new connection has not been used yet.
    if monotonic() - record.info.get("used_at", monotonic()) < FRESH_S:
        return
    try:
        dialect.do_ping(connection)
    except Exception as error:
        raise InvalidatePoolError from error


class WriteSession(Session):
    """A session that only a unit of work opens and commits."""


def open_writer(engine: Engine) -> WriteSession:
    """A session for one unit of work; `locked` holds the rows that it has taken for a change."""
    return WriteSession(writing_engine(engine), expire_on_commit=False, info={"locked": {}})


def open_reader(engine: Engine) -> Session:
    """A session with one snapshot for all its queries."""
    return Session(_reading_engine(engine), expire_on_commit=False)


def open_asker(engine: Engine) -> Session:
    """A session for one query, which PostgreSQL answers without a transaction around it."""
    return Session(_asking_engine(engine), expire_on_commit=False)


# Options make a new engine over the same pool, which is dear enough to be made once.
@lru_cache(maxsize=8)
def writing_engine(engine: Engine) -> Engine:
    """The engine whose transactions mean to write."""
    return engine.execution_options(ducha_writes=True)


@lru_cache(maxsize=8)
def _reading_engine(engine: Engine) -> Engine:
    if engine.dialect.name != "postgresql":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@lru_cache(maxsize=8)
def _asking_engine(engine: Engine) -> Engine:
    if engine.dialect.name != "postgresql":
        return engine
    return engine.execution_options(isolation_level="AUTOCOMMIT")


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
