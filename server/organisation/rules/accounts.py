"""Organisation, rules: passwords and tries."""

from server.core.problems import Problem

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128
MOST_TRIES = 10
TRY_WINDOW_MINUTES = 15


class WrongCredentials(Problem):
    slug, status, title = "wrong-credentials", 401, "账号或密码不正确"


class TooManyAttempts(Problem):
    slug, status, title = "too-many-attempts", 429, "尝试次数过多，请稍后再试"


class WeakPassword(Problem):
    slug, status, title = "weak-password", 422, "密码至少 8 个字符，且不能与账号相同"


def check_password(login: str, password: str) -> None:
    """R-25: at least 8 characters, long ones allowed, no composition rule."""
    is_long_enough = SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD
    if not is_long_enough or login.lower() in password.lower():
        raise WeakPassword


def check_attempts(failed: int) -> None:
    """R-20: at most ten tries per account in a quarter of an hour."""
    if failed >= MOST_TRIES:
        raise TooManyAttempts(retry_after=TRY_WINDOW_MINUTES * 60)
