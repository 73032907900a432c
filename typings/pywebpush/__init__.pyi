from collections.abc import Mapping

import requests
from py_vapid import Vapid

class WebPushException(Exception): ...

def webpush(
    subscription_info: Mapping[str, object],
    data: str | None = ...,
    vapid_private_key: Vapid | str | None = ...,
    vapid_claims: dict[str, str | int] | None = ...,
    *,
    ttl: int = ...,
    headers: Mapping[str, str] | None = ...,
    requests_session: requests.Session | None = ...,
) -> requests.Response: ...
