"""Calls of the AWS CLI, each made once for a snapshot, and the roles they are made in."""
import dataclasses
import json
import os
import re
import shutil
import subprocess
import threading
import time

ERROR = re.compile(r"An error occurred \(([^)]+)\)[^:]*: ?(.*)", re.DOTALL)
# A session of a role lasts an hour; a new one is asked for before that.
SESSION_SECONDS = 45 * 60


class Denied(Exception):
    """A call that was not answered: its error code, when AWS gave one, and the message."""

    def __init__(self, call, code, message):
        super().__init__(f"{call}: {code + ': ' if code else ''}{message}")
        self.call = call
        self.code = code


@dataclasses.dataclass(frozen=True)
class Settings:
    """How the CLI is called."""

    profile: str
    endpoint: str
    role_name: str
    jobs: int


class Client:
    """Calls the CLI as the caller or in a role of another account; at most so many calls at a time."""

    def __init__(self, settings, folder):
        self.settings = settings
        self.folder = folder
        self.slots = threading.Semaphore(settings.jobs)
        self.sessions = {}
        self.lock = threading.Lock()
        self.calls = 0
        self.home = None
        self.partition = "aws"
        self.region = "us-east-1"

    def identify(self):
        """Learns who calls; nothing can be done without."""
        if not shutil.which("aws"):
            raise Denied("aws", None, "the AWS CLI is not installed")
        self.region = self._own_region() or self.region
        caller = self._run(["sts", "get-caller-identity"], self.region, self._own_environment())
        self.home = caller["Account"]
        self.partition = caller["Arn"].split(":")[1]

    def ask(self, account, words, region=None, query=None, none=()):
        """The answer of one call; an error code in `none` means that there is nothing, which is an answer.

        An answer is kept, so that it is asked for once whatever happens in between; a refusal is not.
        """
        command = list(words) + (["--query", query] if query else [])
        key = [account, region or self.region, *command]
        known = self.folder.answer(key)
        if known is not None:
            return known[0]
        try:
            answer = self._run(command, region or self.region, self._environment(account))
        except Denied as error:
            if error.code not in none:
                raise
            answer = None
        self.folder.keep(key, answer)
        return answer

    def _run(self, command, region, environment):
        line = ["aws", *command, "--region", region, "--output", "json"]
        if self.settings.endpoint:
            line += ["--endpoint-url", self.settings.endpoint]
        with self.slots:
            with self.lock:
                self.calls += 1
            result = subprocess.run(line, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        name = " ".join(command[:2])
        if result.returncode != 0:
            text = result.stderr.decode("utf-8", "replace").strip()
            found = ERROR.search(text)
            code, message = found.groups() if found else (None, text.splitlines()[-1] if text else "no answer")
            raise Denied(name, code, message.strip())
        text = result.stdout.decode("utf-8").strip()
        # The CLI prints nothing at all for some answers without members.
        try:
            return json.loads(text) if text else None
        except ValueError as error:
            raise Denied(name, None, f"an answer that is not JSON: {error}") from error

    def _own_region(self):
        for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
            if os.environ.get(name):
                return os.environ[name]
        line = ["aws", "configure", "get", "region"]
        result = subprocess.run(line, env=self._own_environment(), capture_output=True, check=False)
        return result.stdout.decode().strip()

    def _own_environment(self):
        environment = dict(os.environ, AWS_PAGER="", AWS_CLI_AUTO_PROMPT="off")
        environment.setdefault("AWS_RETRY_MODE", "standard")
        environment.setdefault("AWS_MAX_ATTEMPTS", "8")
        if self.settings.profile:
            environment["AWS_PROFILE"] = self.settings.profile
        return environment

    def _environment(self, account):
        environment = self._own_environment()
        if account == self.home:
            return environment
        session = self._session(account)
        for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
            environment.pop(name, None)
        environment["AWS_ACCESS_KEY_ID"] = session["AccessKeyId"]
        environment["AWS_SECRET_ACCESS_KEY"] = session["SecretAccessKey"]
        environment["AWS_SESSION_TOKEN"] = session["SessionToken"]
        return environment

    def _session(self, account):
        """Credentials in another account; they are never written anywhere."""
        with self.lock:
            entry = self.sessions.setdefault(account, {"lock": threading.Lock(), "time": None, "value": None})
        with entry["lock"]:
            if entry["time"] is None or time.monotonic() - entry["time"] > SESSION_SECONDS:
                role = f"arn:{self.partition}:iam::{account}:role/{self.settings.role_name}"
                command = ["sts", "assume-role", "--role-arn", role, "--role-session-name", "retrial-snapshot"]
                try:
                    answer = self._run(command, self.region, self._own_environment())
                    entry["value"] = answer["Credentials"]
                except Denied as error:
                    entry["value"] = error
                entry["time"] = time.monotonic()
            if isinstance(entry["value"], Denied):
                raise entry["value"]
            return entry["value"]
