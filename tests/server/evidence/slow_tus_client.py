"""A tus client that is killed in the middle: sends a file in small pieces, slowly.

Run as a process by test_tus_client.py: address, photo id, file, and where it notes its upload.
"""

import sys
import time

from tusclient.client import TusClient
from tusclient.uploader.uploader import Uploader

PIECE = 20_000


def main(address: str, photo_id: str, file: str, note: str) -> None:
    client = TusClient(address, {"X-User": "inspector"})
    uploader = Uploader(
        client=client, file_path=file, chunk_size=PIECE, metadata={"photo_id": photo_id}
    )
    while True:
        uploader.upload_chunk()
        with open(note, "w") as place:
            place.write(uploader.url or "")
        time.sleep(0.2)


if __name__ == "__main__":
    main(*sys.argv[1:])
