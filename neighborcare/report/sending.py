"""Sending the digest, where an office has turned that on: as an e-mail, or to a WeCom or DingTalk group.

Off by default: nothing is sent unless `digest.toml` in the home names recipients. Each sees his area only.

    [smtp]
    host = "mail.street.example"
    port = 25                        # 465 with tls = true
    sender = "neighborcare@street.example"

    [[recipient]]
    name = "李子园社区"
    area = "李子园社区"               # a community or grid by name or ID; without it the whole street
    way = "wecom"                    # wecom, dingtalk or email
    to = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…"
    language = "zh-CN"
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import smtplib
import time
import tomllib
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal, cast

import orjson

from neighborcare.errors import UserError
from neighborcare.text import LANGUAGES, N_

NAME = "digest.toml"
WAYS = ("wecom", "dingtalk", "email")
SECONDS = 20
LONGEST = 2000  # characters of one message to a group: WeCom takes 2,048 bytes of text, DingTalk 20,000


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the digest of which area (None: the street), how, where, and in which language."""

    name: str
    way: Literal["wecom", "dingtalk", "email"]
    to: str
    area: str | None = None
    language: str = LANGUAGES[0]
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """Who is told, and the mail server (empty without one)."""

    recipients: tuple[Recipient, ...] = ()
    smtp: Mapping[str, Any] = field(default_factory=dict)


def read(home: Path) -> Post:
    """What the office has turned on; nothing without the file. Raises UserError for a file that cannot be used."""
    path = home / NAME
    if not path.exists():
        return Post()
    try:
        entry = tomllib.loads(path.read_text(encoding="utf-8"))
        found = tuple(_recipient(item) for item in entry.get("recipient", ()))
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise UserError(
            N_("{file} cannot be read: {why}"),
            remedy=N_("Give every recipient a name, a way (wecom, dingtalk or email) and an address."),
            file=NAME,
            why=str(error),
        ) from error
    return Post(found, entry.get("smtp", {}))


def _recipient(item: Mapping[str, Any]) -> Recipient:
    if item["way"] not in WAYS:
        raise KeyError(item["way"])
    return Recipient(
        name=str(item["name"]),
        way=cast("Any", item["way"]),
        to=str(item["to"]),
        area=item.get("area"),
        language=item.get("language", LANGUAGES[0]),
        secret=str(item.get("secret", "")),
    )


def send(post: Post, recipient: Recipient, title: str, text: str) -> None:
    """Send one digest. Raises UserError, naming the recipient, when it cannot be delivered."""
    try:
        if recipient.way == "email":
            _mail(post.smtp, recipient, title, text)
        else:
            _to_group(recipient, text)
    except (OSError, smtplib.SMTPException, urllib.error.URLError, KeyError, ValueError) as error:
        raise UserError(
            N_("The digest for “{name}” could not be sent: {why}"),
            remedy=N_("Check its address in {file}, and whether this machine may reach it."),
            name=recipient.name,
            why=str(error),
            file=NAME,
        ) from error


def _mail(smtp: Mapping[str, Any], recipient: Recipient, title: str, text: str) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = title, smtp["sender"], recipient.to
    message.set_content(text)
    kind = smtplib.SMTP_SSL if smtp.get("tls") else smtplib.SMTP
    with kind(smtp["host"], int(smtp.get("port", 25)), timeout=SECONDS) as server:
        if smtp.get("user"):
            server.login(smtp["user"], smtp["password"])
        server.send_message(message)


def _to_group(recipient: Recipient, text: str) -> None:
    """WeCom and DingTalk take the same shape; both answer with an errcode that is 0 when all is well."""
    address = _signed(recipient) if recipient.secret else recipient.to
    if urllib.parse.urlsplit(address).scheme not in ("http", "https"):
        raise ValueError(address)
    for part in parts(text):
        body = orjson.dumps({"msgtype": "text", "text": {"content": part}})
        asked = urllib.request.Request(  # noqa: S310 - the scheme is checked above
            address, data=body, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310 - as above
            said = orjson.loads(answer.read() or b"{}")
        if said.get("errcode", 0):
            raise ValueError(said.get("errmsg", said["errcode"]))


def parts(text: str) -> list[str]:
    """The text in messages that a group takes, cut between lines."""
    found: list[str] = []
    for line in text.splitlines():
        if found and len(f"{found[-1]}\n{line}".encode()) <= LONGEST:
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def _signed(recipient: Recipient) -> str:
    """DingTalk's signature of a robot that has a secret."""
    stamp = str(round(time.time() * 1000))
    said = hmac.new(
        recipient.secret.encode(), f"{stamp}\n{recipient.secret}".encode(), hashlib.sha256
    ).digest()
    sign = urllib.parse.quote_plus(base64.b64encode(said))
    return f"{recipient.to}&timestamp={stamp}&sign={sign}"
