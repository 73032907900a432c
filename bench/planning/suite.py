"""Planning bench: one run of everything."""

from bench.planning.board import measure_board
from bench.planning.drawing import measure_drawing
from bench.planning.importing import measure_imports
from bench.results import Figure


def measure() -> list[Figure]:
    return [*measure_imports(), *measure_drawing(), *measure_board()]
