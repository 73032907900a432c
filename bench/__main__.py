"""Bench: runs every suite, writes its results and the table."""

from bench import first_screen
from bench.results import write_suite, write_table

SUITES = {"first_screen": first_screen.measure}


def main() -> None:
    for suite, measure in SUITES.items():
        figures = measure()
        write_suite(suite, figures)
        for figure in figures:
            print(f"{figure.figure} {figure.value} {figure.unit} (against {figure.against})")  # noqa: T201
    write_table()


if __name__ == "__main__":
    main()
