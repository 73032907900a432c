"""Lists as people bring them: rows to files of Excel and CSV, and an import step by step."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from openpyxl import Workbook
from sqlalchemy import select

from server.core.runtime import Runtime
from server.planning.jobs.imports import run_imports
from server.planning.models.populations import ServiceRecord
from server.planning.rules.lists import LISTS
from tests.builders.device import Device, Json
from tests.builders.visits import new_id

Row = Sequence[Any]


def heads(name: str) -> list[str]:
    return [column.title for column in LISTS[name].columns]


def as_xlsx(rows: Iterable[Row]) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(list(row))
        # What begins with "=" was typed as a text, as cells of the template are.
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_csv(rows: Iterable[Row], coding: str = "utf-8") -> bytes:
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue().encode(coding)


def services(
    count: int, unit: str = "hall-team", month: str = "2026-05", first: int = 0
) -> list[Row]:
    """So many services of a unit, in the first days of a month."""
    return [
        (f"{unit}-{month}-{number}", unit, "安检", "北片", f"{month}-{number % 5 + 1:02d}")
        for number in range(first, first + count)
    ]


@dataclass
class Importer:
    """Somebody at a desk who brings lists; a worker works whenever he waits."""

    runtime: Runtime
    device: Device

    def put(self, name: str, content: bytes, file_name: str = "list.csv", **changes: str) -> str:
        """Bring a file; returns the import's id."""
        import_id = changes.get("import_id") or new_id()
        answer = self.try_put(name, content, import_id, file_name)
        assert answer.status_code == 202, answer.text
        return import_id

    def try_put(self, name: str, content: bytes, import_id: str, file_name: str = "x.csv") -> Any:
        return self.device.http.put(
            f"/api/imports/{import_id}/file?list={name}&name={quote(file_name)}",
            data=content,
            headers={"X-CSRFToken": self.device.csrf},
        )

    def check(self, name: str, rows: Iterable[Row] | bytes) -> str:
        """Bring rows below the head of their list, or a whole file, and have it checked."""
        content = rows if isinstance(rows, bytes) else as_csv([heads(name), *rows])
        import_id = self.put(name, content)
        self.work()
        return import_id

    def work(self) -> None:
        while run_imports(self.runtime):
            pass

    def confirm(self, import_id: str, mode: str = "replace", **changes: Any) -> Json:
        result = self.device.do("import.confirm", import_id=import_id, mode=mode, **changes)
        self.work()
        return result

    def bring(self, name: str, rows: Iterable[Row], mode: str = "replace", **changes: Any) -> str:
        """The whole way, which must succeed."""
        import_id = self.check(name, rows)
        result = self.confirm(import_id, mode, **changes)
        assert result["status"] == "applied", result
        assert self.row(import_id)["state"] == "done", self.row(import_id)
        return import_id

    def undo(self, import_id: str, reason: str = "传错了") -> Json:
        result = self.device.do("import.undo", import_id=import_id, reason=reason)
        self.work()
        return result

    def row(self, import_id: str) -> Json:
        self.device.pull()
        return self.device.rows("import")[import_id]

    def details(self, import_id: str) -> Json:
        answer: Any = self.device.http.get(f"/api/imports/{import_id}")
        assert answer.status_code == 200, answer.text
        return answer.json

    def reasons(self, import_id: str) -> list[tuple[int, str, str]]:
        return [
            (its["row"], its["column"], its["reason"])
            for its in self.details(import_id)["mistakes"]
        ]

    def sizes(self) -> dict[tuple[str, str, str], int]:
        """Populations by unit, kind and month."""
        found = self.populations("2020-01", "2030-12")
        return {(its["unit_id"], its["kind"], its["period"]): its["size"] for its in found}

    def populations(self, first: str, last: str = "") -> list[Json]:
        path = f"/api/populations?first={first}&last={last or first}"
        answer: Any = self.device.http.get(path)
        return answer.json["populations"]


def stored(runtime: Runtime, model: Any = ServiceRecord) -> list[str]:
    """References of all records."""
    with runtime.reading() as session:
        return sorted(session.scalars(select(model.reference)))
