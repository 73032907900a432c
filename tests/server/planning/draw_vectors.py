"""Draw vectors: an implementation of decision 0025 that shares nothing with the server's.

`python -m tests.server.planning.draw_vectors` writes draw_vectors.json.
"""

import hashlib
import json
from itertools import count
from pathlib import Path
from typing import Any

PATH = Path(__file__).with_name("draw_vectors.json")
SEED = hashlib.sha256(b"vectors").hexdigest()


class Tape:
    """The numbers of a seed and a label, one after the other."""

    def __init__(self, seed: str, label: str) -> None:
        self._shake = hashlib.shake_256(f"ducha-draw-1\0{seed}\0{label}".encode())
        self._places = count()

    def word(self) -> int:
        place = next(self._places)
        return int(self._shake.hexdigest(8 * place + 8)[16 * place :], 16)

    def below(self, bound: int) -> int:
        while (word := self.word()) // bound >= 2**64 // bound:
            pass
        return word % bound


def shuffled(tape: Tape, size: int, n: int) -> list[int]:
    order = list(range(size))
    for place in range(n):
        other = place + tape.below(size - place)
        order[place], order[other] = order[other], order[place]
    return order[:n]


def vectors() -> dict[str, Any]:
    words = Tape(SEED, '["安检"]')
    cases = [(1, 1), (10, 0), (10, 10), (100, 7), (2500, 60)]
    return {
        "seed": SEED,
        "label": '["安检"]',
        "numbers": [str(words.word()) for _ in range(70)],
        "shuffled": [
            {"size": size, "count": n, "ordinals": shuffled(Tape(SEED, "[]"), size, n)}
            for size, n in cases
        ],
    }


if __name__ == "__main__":
    PATH.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n")
