"""Corpus: sixty file names that must touch no path (R-05)."""

_TRICKS = (
    "../../../etc/cron.d/x", "..\\..\\..\\windows\\x", "/etc/passwd", "\\\\server\\share\\x",
    "C:\\x", "%2e%2e%2fx", "%252e%252e%252fx", "..%c0%afx", "..%ef%bc%8fx", "....//....//x",
    "..;/x", "./../x", "a/../../x", "~/x", "~root/.ssh/authorized_keys", "$HOME/x", "`id`", "$(id)",
    "x;rm -rf .", "x|id", "x&id", "x\nid", "x\r\nSet-Cookie: a=b", "x\0.jpg", "x.jpg\0.php", ".",
    "..", "...", " ", "-rf", "--help", "CON", "con.jpg", "NUL", "AUX", "COM1", "LPT1.jpg", "x.jpg.",
    "x.jpg ", "x::$DATA", ".htaccess", ".env", "web.config", "ducha.sqlite3", "secret.key",
    "queue.sqlite3", "photos/originals", "\u202egpj.exe", "\u200bx", "照片.jpg", "📷.jpg",
    "e\u0301.jpg", "\u2215etc\u2215passwd", "\uff0e\uff0e\uff0fx", "a" * 255, "a" * 4096,
    "a/" * 2000, "<img src=x>", "'; DROP TABLE photos; --", "{{7*7}}",
)  # fmt: skip
NAMES = _TRICKS
