"""The digest in words, and its way to a group or a mailbox (over the loopback only)."""

from __future__ import annotations

import json
import smtplib
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

from neighborcare.errors import UserError
from neighborcare.report import digest, sending
from neighborcare.report.sending import Post, Recipient

DAY = date(2025, 8, 31)
RED = {
    "signal": "overdue_red",
    "severity": "bad",
    "community": "李子园社区",
    "grid": "李子园第三网格",
    "subject": None,
    "items": 2,
    "value": 3.0,
    "expected": None,
    "owner": "陈*明",
    "due": date(2025, 9, 1),
}
FUND = {
    "signal": "balance_low",
    "severity": "watch",
    "community": "凯旋社区",
    "grid": None,
    "subject": None,
    "items": None,
    "value": 120.0,
    "expected": 900.0,
    "owner": None,
    "due": date(2025, 9, 14),
}


def test_the_digest_says_where_what_whose_and_by_when_and_names_nobody() -> None:
    text = digest.text([FUND, RED], DAY, "zh-CN")
    lines = text.splitlines()
    assert lines[0] == "2025年8月31日预警：2 条，其中紧急 1 条"
    assert lines.index("紧急") < lines.index("关注")
    assert "- 李子园第三网格：红色等级 2 人超过一天未探访到，最长超期 3 天（网格长，9月1日前）" in lines
    assert "陈" not in text
    assert "900 yuan" in digest.text([FUND], DAY, "en")


def test_a_quiet_day_says_so() -> None:
    assert digest.text([], DAY, "zh-CN").splitlines()[-1] == "没有需要关注的事项。"


class _Group(BaseHTTPRequestHandler):
    taken: ClassVar[list[tuple[str, dict[str, Any]]]] = []
    answer: ClassVar[dict[str, Any]] = {"errcode": 0}

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append((self.path, json.loads(body)))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(self.answer).encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def group() -> Iterator[str]:
    """A group's robot on this machine; its address."""
    _Group.taken, _Group.answer = [], {"errcode": 0}
    server = HTTPServer(("127.0.0.1", 0), _Group)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/send?key=k"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_group_gets_it_in_messages_that_it_takes(group: str) -> None:
    text = "\n".join(f"- 李子园第{n}网格：红色等级 2 人超过一天未探访到" for n in range(60))
    sending.send(Post(), Recipient("李子园", "wecom", group), "title", text)
    said = [body["text"]["content"] for _path, body in _Group.taken]
    assert "\n".join(said) == text
    assert len(said) > 1
    assert max(len(part.encode()) for part in said) <= sending.LONGEST


def test_dingtalk_signs_where_there_is_a_secret(group: str) -> None:
    keyed = Recipient("李子园", "dingtalk", group, secret="a key")  # noqa: S106 - of nobody
    sending.send(Post(), keyed, "title", "text")
    assert "&timestamp=" in _Group.taken[0][0]
    assert "&sign=" in _Group.taken[0][0]


def test_a_robot_that_refuses_is_named_with_its_reason(group: str) -> None:
    _Group.answer = {"errcode": 93000, "errmsg": "invalid webhook url"}
    with pytest.raises(UserError) as caught:
        sending.send(Post(), Recipient("凯旋", "wecom", group), "title", "text")
    assert caught.value.values["name"] == "凯旋"
    assert caught.value.values["why"] == "invalid webhook url"


def test_only_web_addresses_are_called(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    with pytest.raises(UserError):
        sending.send(Post(), Recipient("x", "wecom", secret.as_uri()), "title", "text")


def test_a_mail_goes_out_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[EmailMessage] = []

    class Server:
        def __init__(self, host: str, port: int, timeout: float) -> None:
            assert (host, port) == ("mail.example", 2525)

        def __enter__(self) -> Server:
            return self

        def __exit__(self, *_: object) -> None:
            """Nothing to close."""

        def send_message(self, message: EmailMessage) -> None:
            sent.append(message)

    monkeypatch.setattr(smtplib, "SMTP", Server)
    post = Post(smtp={"host": "mail.example", "port": 2525, "sender": "a@mail.example"})
    sending.send(post, Recipient("街道", "email", "b@mail.example"), "预警", "凯旋社区：……")
    assert sent[0]["Subject"] == "预警"
    assert sent[0].get_content().strip() == "凯旋社区：……"


def test_nothing_is_turned_on_without_the_file_and_a_wrong_one_is_told_of(tmp_path: Path) -> None:
    assert sending.read(tmp_path) == Post()
    (tmp_path / sending.NAME).write_text(
        '[[recipient]]\nname = "x"\nway = "fax"\nto = "1"\n', encoding="utf-8"
    )
    with pytest.raises(UserError, match=r"digest\.toml"):
        sending.read(tmp_path)
    (tmp_path / sending.NAME).write_text(
        '[[recipient]]\nname = "x"\nway = "wecom"\nto = "https://x"\n', encoding="utf-8"
    )
    assert sending.read(tmp_path).recipients == (Recipient("x", "wecom", "https://x"),)
