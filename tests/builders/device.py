"""A phone as the server sees it: it makes mutations, pushes, pulls and keeps what it got."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask.testing import FlaskClient

from tests.builders.company import NOW, PASSWORD

Json = dict[str, Any]


@dataclass
class Device:
    """One browser of one person; `http` keeps its cookies."""

    http: FlaskClient
    client_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    seq: int = 0
    csrf: str = ""
    cursor: str | None = None
    base: dict[tuple[str, str], Json] = field(default_factory=dict[tuple[str, str], Json])
    scopes: dict[tuple[str, str], set[str]] = field(default_factory=dict[tuple[str, str], set[str]])
    versions: dict[str, int] = field(default_factory=dict[str, int])
    now: datetime = NOW

    def sign_in(self, login: str, password: str = PASSWORD) -> "Device":
        self.csrf = self.http.get("/api/session").json["csrf"]  # type: ignore[index]
        answer = self.post("/api/session", {"login": login, "password": password})
        assert answer.status_code == 200, answer.text
        self.csrf = answer.json["csrf"]
        return self

    def post(self, path: str, body: Any) -> Any:
        return self.http.post(path, json=body, headers={"X-CSRFToken": self.csrf})

    def mutation(self, name: str, /, **args: Any) -> Json:
        """The next mutation of this device, with `deps`, `base`, `v` and `uid` if given so."""
        self.seq += 1
        extra = {
            key: args.pop(f"_{key}") for key in ("deps", "base", "v", "uid") if f"_{key}" in args
        }
        return {
            "seq": self.seq,
            "uid": str(uuid.uuid4()),
            "name": name,
            "v": 1,
            "args": args,
            "occurred_at": self.now.isoformat(),
            **extra,
        }

    def push(self, *mutations: Json, **changes: Any) -> Json:
        answer = self.try_push(*mutations, **changes)
        assert answer.status_code == 200, answer.text
        return answer.json

    def try_push(self, *mutations: Json, **changes: Any) -> Any:
        body = {
            "protocol": 1,
            "client_id": self.client_id,
            "app": "test",
            "sent_at": self.now.isoformat(),
            "mutations": list(mutations),
            **changes,
        }
        return self.post("/api/sync/push", body)

    def do(self, name: str, /, **args: Any) -> Json:
        """Push one mutation and return its result."""
        return self.push(self.mutation(name, **args))["results"][0]

    def pull(self, limit: int = 1000) -> list[Json]:
        """All pages; returns them after applying their ops to `base`."""
        pages: list[Json] = []
        while not pages or pages[-1]["more"]:
            pages.append(self.pull_page(limit))
        return pages

    def pull_page(self, limit: int = 1000) -> Json:
        body = {
            "protocol": 1,
            "client_id": self.client_id,
            "cursor": self.cursor,
            "ack": 0,
            "limit": limit,
        }
        answer = self.post("/api/sync/pull", body)
        assert answer.status_code == 200, answer.text
        page = answer.json
        if page["reset"]:
            self.base, self.scopes = {}, {}
        for op in page["ops"]:
            self._apply(op)
        self.cursor = page["cursor"]
        return page

    def rows(self, entity: str) -> dict[str, Json]:
        return {row_id: row for (kind, row_id), row in self.base.items() if kind == entity}

    def _apply(self, op: list[Any]) -> None:
        if op[0] == "put":
            _, entity, row_id, row, scopes, version = op
            self.base[entity, row_id] = row
            self.scopes[entity, row_id] = set(scopes)
            self.versions[f"{entity}/{row_id}"] = version
        elif op[0] == "del":
            self.base.pop((op[1], op[2]), None)
            self.scopes.pop((op[1], op[2]), None)
        else:
            for key in [key for key, scopes in self.scopes.items() if op[1] in scopes]:
                self.scopes[key].discard(op[1])
                if not self.scopes[key]:
                    del self.scopes[key], self.base[key]
