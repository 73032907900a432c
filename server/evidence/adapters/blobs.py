"""Evidence: the store of this installation."""

from server.core.settings import Settings
from server.evidence.adapters.folder import FolderBlobs
from server.evidence.adapters.objects import open_bucket
from server.evidence.adapters.storing import BlobStore


def blob_store(settings: Settings) -> BlobStore:
    """The bucket where one is set, else the data folder."""
    if settings.bucket is not None:
        return open_bucket(settings.bucket)
    return FolderBlobs(settings.photo_dir)
