"""Planning over HTTP: imports are brought, looked at, and their templates and mistakes fetched."""

from io import BytesIO, TextIOWrapper
from tempfile import TemporaryFile
from urllib.parse import unquote

from flask import Blueprint, Response, request, send_file

from server.core.endpoint import current_actor, endpoint
from server.core.problems import (
    CsrfFailed,
    IdTaken,
    InvalidRequest,
    MalformedJson,
    NotAllowed,
    SignedOut,
)
from server.core.runtime import runtime
from server.planning.adapters import shelf
from server.planning.adapters.sheets import write_mistakes, write_template
from server.planning.adapters.staging import MOST_MISTAKES, open_staging
from server.planning.adapters.taking import take_file, write_rows
from server.planning.commands.imports import GRANT, size_of
from server.planning.models.imports import Import, ImportLine
from server.planning.queries import imports as queries
from server.planning.queries.populations import list_named_units
from server.planning.rules.files import FileGone, FileTooLarge
from server.planning.rules.imports import ImportUnknown
from server.planning.rules.lists import LISTS
from server.planning.rules.rows import Mistake
from server.planning.schemas.imports import (
    ApiRows,
    ImportAnswer,
    ImportDetails,
    ImportRow,
    LineShape,
    MistakeShape,
)

routes = Blueprint("imports", __name__, url_prefix="/api")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REFUSALS = (SignedOut, CsrfFailed, NotAllowed, InvalidRequest, IdTaken)
LONGEST_ID = 60
# Shown on the screen; the file of errors has more.
MOST_SHOWN = 200


@routes.url_value_preprocessor
def take_whole_files(_endpoint: str | None, parts: dict[str, object] | None) -> None:
    """A list comes in one piece; said before anything looks at the request's body."""
    if request.method == "PUT":
        request.max_content_length = shelf.MOST_BYTES


@endpoint(
    routes,
    "PUT",
    "/imports/<import_id>/file",
    guard=GRANT,
    summary="Bring a list as .xlsx or CSV (?list=services&name=…); a worker checks it",
    returns=ImportAnswer,
    status=202,
    problems=(*REFUSALS, FileTooLarge),
)
def put_file(import_id: str) -> ImportAnswer:
    name = request.args.get("list", "")
    if name not in LISTS or len(import_id) > LONGEST_ID:
        raise InvalidRequest(parameter="list")
    if not request.content_length:
        raise InvalidRequest(header="Content-Length")
    file_name = unquote(request.args.get("name", ""))
    told = {"list_name": name, "source": "file", "file_name": file_name}
    return _answer(take_file(runtime(), current_actor(), import_id, told, request.stream))


@endpoint(
    routes,
    "POST",
    "/imports/rows",
    guard=GRANT,
    summary="Bring a batch of rows as JSON; they go the way of a file",
    body=ApiRows,
    returns=ImportAnswer,
    status=202,
    problems=(*REFUSALS, MalformedJson),
)
def post_rows(body: ApiRows) -> ImportAnswer:
    content = BytesIO()
    text = TextIOWrapper(content, "utf-8", newline="", write_through=True)
    write_rows(text, body.list_name, (row.model_dump() for row in body.rows))
    content.seek(0)
    told = {"list_name": body.list_name, "source": "api", "file_name": ""}
    return _answer(take_file(runtime(), current_actor(), body.import_id, told, content))


@endpoint(
    routes,
    "GET",
    "/imports/<import_id>",
    guard=GRANT,
    summary="An import with what it changes per unit and month, and the first mistakes",
    returns=ImportDetails,
    problems=(SignedOut, NotAllowed, ImportUnknown),
)
def show_import(import_id: str) -> ImportDetails:
    its = _get_import(import_id)
    with runtime().reading() as session:
        lines = queries.list_lines(session, its.id)
    row = ImportRow.model_validate(its).model_dump()
    mistakes = [_mistake(each) for each in _mistakes(its, MOST_SHOWN)]
    return ImportDetails(**row, lines=[_line(line) for line in lines], mistakes=mistakes)


@endpoint(
    routes,
    "GET",
    "/imports/<import_id>/errors.xlsx",
    guard=GRANT,
    summary="What is wrong with a file, as Excel",
    media=EXCEL,
    problems=(SignedOut, NotAllowed, ImportUnknown, FileGone),
)
def download_mistakes(import_id: str) -> Response:
    its = _get_import(import_id)
    found = _mistakes(its, MOST_MISTAKES)
    if not found:
        raise FileGone
    # Closed by the response, which sends it piece by piece.
    target = TemporaryFile()  # noqa: SIM115
    write_mistakes(target, found)
    return send_file(
        target, mimetype=EXCEL, as_attachment=True, download_name="导入错误.xlsx", max_age=0
    )


@endpoint(
    routes,
    "GET",
    "/import-templates/<name>",
    guard=GRANT,
    summary="A list to fill in (services.xlsx, …), with the names of the company's units",
    media=EXCEL,
    problems=(SignedOut, NotAllowed, ImportUnknown),
)
def download_template(name: str) -> Response:
    spec = LISTS.get(name.removesuffix(".xlsx"))
    if spec is None:
        raise ImportUnknown
    with runtime().reading() as session:
        units = list_named_units(session, current_actor().org)
    target = TemporaryFile()  # noqa: SIM115
    write_template(target, spec, units)
    title = f"{spec.title}模板.xlsx"
    return send_file(target, mimetype=EXCEL, as_attachment=True, download_name=title, max_age=0)


def _get_import(import_id: str) -> Import:
    with runtime().reading() as session:
        found = queries.find_import(session, current_actor().org, import_id)
    if found is None:
        raise ImportUnknown
    return found


def _mistakes(its: Import, limit: int) -> list[Mistake]:
    """Read beside the worker only once it has checked the file: until then they are not whole."""
    path = shelf.staging_path(runtime().settings, its.id)
    if its.state == "waiting" or not path.is_file():
        return []
    with open_staging(path) as staging:
        return staging.list_mistakes(limit)


def _answer(its: Import) -> ImportAnswer:
    return ImportAnswer.model_validate(its, from_attributes=True)


def _mistake(its: Mistake) -> MistakeShape:
    return MistakeShape(row=its.number, column=its.column, value=its.value, reason=its.reason)


def _line(line: ImportLine) -> LineShape:
    former = line.former or {}
    return LineShape(
        unit_id=line.unit_id,
        unit_name=line.unit_name,
        kind=line.kind,
        period=line.period,
        given=line.given,
        overlap=line.overlap,
        called_back=line.called_back,
        former=former.get("size"),
        former_source=former.get("source"),
        former_has_records=bool(former.get("has_records")),
        last_month=line.last_month,
        last_year=line.last_year,
        after_replace=size_of(line, "replace"),
        after_add=size_of(line, "add"),
        level_replace=line.level_replace,
        level_add=line.level_add,
    )
