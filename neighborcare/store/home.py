"""Where an office's data lives, and how bytes get there so that a power cut cannot tear them."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """One data folder: raw files by hash, batches, generations, manifests, the key for hashes.

    Creating it is harmless; folders appear when something is written.
    """

    path: Path

    @property
    def raw(self) -> Path:
        """The files as they came, named by their SHA-256."""
        return self.path / "raw"

    @property
    def batches(self) -> Path:
        """One folder a batch."""
        return self.path / "batches"

    @property
    def generations(self) -> Path:
        """One folder a built generation."""
        return self.path / "generations"

    @property
    def manifests(self) -> Path:
        """Numbered manifests; the highest number is what readers see."""
        return self.path / "manifests"

    @property
    def staging(self) -> Path:
        """Files that were looked at and neither taken nor left yet."""
        return self.path / "staging"

    def create(self) -> None:
        """Make the folder itself, for its owner alone: what lies in it is about people."""
        if not self.path.exists():
            self.path.mkdir(parents=True, exist_ok=True)  # of two at once, both go on
            self.path.chmod(0o700)

    def secret(self) -> bytes:
        """The key of this home's hashes (identity numbers, names); made at first use, never leaves the home."""
        file = self.path / "secret.key"
        if not file.exists():
            self.create()
            partial = file.with_suffix(f".{secrets.token_hex(4)}")
            write_bytes(partial, secrets.token_bytes(32))
            try:
                os.link(partial, file)
            except FileExistsError:
                pass  # another process made it first: its key counts
            finally:
                partial.unlink()
        return file.read_bytes()


def sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_bytes(path: Path, content: bytes) -> None:
    """Write and force to disk; readable by the owner alone, for the files hold personal data."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to disk. Windows has no such call and does it by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
