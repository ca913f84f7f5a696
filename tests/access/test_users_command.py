"""The command `users`: accounts without a browser."""

import json

import pytest

from neighborcare.__main__ import main
from neighborcare.access import accounts, sessions


@pytest.fixture
def run(home, capsys):
    """Run the command; gives the exit code, the document and what was said."""

    def command(*arguments):
        code = main(["users", *arguments, "--home", str(home.path), "--json", "--lang", "en"])
        out, said = capsys.readouterr()
        return code, json.loads(out), said

    return command


def test_the_first_administrator_is_made_and_can_come_in_by_the_password_that_is_printed(run, home):
    code, (made,), _said = run("add", "Boss", "--role", "administrator")
    assert (code, made["name"], made["role"], made["first_password"]) == (0, "boss", "administrator", True)
    assert accounts.check(home, "boss", made["password"]) is not None
    assert "password" not in run("list")[1][0]


def test_an_account_is_locked_unlocked_reset_and_signed_out(run, home):
    run("add", "wang", "--role", "worker", "--community", "C1")
    sessions.start(home, "wang")
    assert run()[1][0]["sessions"] == 1
    assert run("revoke", "wang")[1][0]["ended"] == 1
    assert run("lock", "wang")[1][0]["locked"] is True
    assert run("unlock", "wang")[1][0]["locked"] is False
    assert accounts.check(home, "wang", run("reset", "wang")[1][0]["password"]) is not None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add",), "Say whose account"),
        (("add", "wang"), "no role"),
        (("add", "wang", "--role", "worker"), "names the community"),
        (("lock", "nobody"), "no account “nobody”"),
    ],
)
def test_what_will_not_do_is_refused_with_the_reason(run, home, arguments, said):
    code, document, told = run(*arguments)
    assert code == 1
    assert said in told
    assert said in document["refused"]
    assert not accounts.exist(home)


def test_an_unknown_role_is_wrong_usage(run):
    with pytest.raises(SystemExit) as stopped:
        run("add", "wang", "--role", "emperor")
    assert stopped.value.code == 2


def test_without_json_the_password_stands_at_the_end_of_the_line(home, capsys):
    main(["users", "add", "anna", "--role", "analyst", "--home", str(home.path)])
    line = capsys.readouterr().out.strip()
    assert accounts.check(home, "anna", line.split()[-1]) is not None
