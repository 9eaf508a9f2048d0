"""The snapshot's folder: files appear whole or not at all, and answers are kept until everything was read."""
import hashlib
import json
import os
import shutil
import threading
import time


class FolderError(Exception):
    """A folder that cannot be used, with the reason."""


class Folder:
    """A snapshot that is being written; `.collecting` beside its files holds what a run that is cut off goes on with."""

    def __init__(self, path):
        self.path = path
        self.state = path / ".collecting"
        self.is_resumed = self.state.is_dir()
        settings = self.state / "settings.json"
        # A folder holds one moment only if its run was not cut off for long, so the user is told when it was begun.
        self.begun = time.strftime("%Y-%m-%d %H:%M", time.localtime(settings.stat().st_mtime)) if settings.exists() else ""
        self.reused = 0
        self.lock = threading.Lock()
        if path.exists() and not path.is_dir():
            raise FolderError(f"{path}: is not a folder")
        if not self.is_resumed and path.is_dir() and any(path.iterdir()):
            raise FolderError(f"{path}: is not empty; a new snapshot needs a new folder")
        os.umask(0o077)
        (self.state / "answers").mkdir(parents=True, exist_ok=True)
        for left in self.state.glob("half-*"):
            left.unlink()

    def settle(self, settings):
        """Keeps what was asked for; a run that goes on must ask for the same."""
        known = self.read(self.state / "settings.json")
        if known is None:
            self.write(".collecting/settings.json", settings)
        elif known != settings:
            names = [name for name in settings if settings[name] != known.get(name)]
            wanted = "; ".join(f"{name} was {known.get(name)}, is {settings[name]}" for name in names)
            raise FolderError(f"{self.path}: was begun with other settings ({wanted})")

    def write(self, name, value):
        """Writes a file of the folder beside its place and moves it there."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        half = self.state / f"half-{os.getpid()}-{threading.get_ident()}"
        with open(half, "w", encoding="utf-8") as file:
            file.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, target)

    @staticmethod
    def read(path):
        """A file's value; None when there is none."""
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def _answer_name(self, key):
        return ".collecting/answers/" + hashlib.sha256(json.dumps(key).encode()).hexdigest() + ".json"

    def answer(self, key):
        """What a call was answered in an earlier run, in a list of one; None when it was not made."""
        known = self.read(self.path / self._answer_name(key))
        if known is None:
            return None
        with self.lock:
            self.reused += 1
        return [known["answer"]]

    def keep(self, key, answer):
        """Keeps the answer of a call for a run that goes on."""
        self.write(self._answer_name(key), {"call": key, "answer": answer})

    def finish(self):
        """Forgets the answers: everything was read."""
        shutil.rmtree(self.state)
