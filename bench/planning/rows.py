"""Planning bench: what a service looks like, the same in every database."""

RECORDS = 10_000_000
PERIOD = "2026-04"
# Columns of number n, in words that all three databases understand.
COLUMNS = f"""n, 'testco', 'hall-team', '{PERIOD}',
 'kind-' || CAST((n * 7919) % 11 % 8 AS VARCHAR(2)),
 'district-' || CAST((n * 104729) % 13 % 6 AS VARCHAR(2)),
 {{day}}, 'S' || CAST(100000000 + n AS VARCHAR(12)), 'bench'"""
NAMES = "id, org, unit_id, period, kind, district, served_on, reference, import_id"
# Every row is read, not only counted; the text of the last column is far back in it.
SCAN = "SELECT count(*), sum(length(reference)), max(served_on) FROM service_records"
