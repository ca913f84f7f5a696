import pytest

from neighborcare.errors import Unreadable
from neighborcare.intake.encoding import decode

LEDGER = (
    "社区,网格,走访时间,结果\n荔枝园社区,第一网格,2025年8月20日,正常\n枫林社区,第二网格,2025年8月21日,未遇\n"
)
TRADITIONAL = "社區,網格,訪視時間,結果\n荔枝園社區,第一網格,2025年8月20日,正常\n"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_text_comes_out_whatever_it_was_saved_in(encoding: str, said: str) -> None:
    decoded = decode(LEDGER.encode(encoding))
    assert decoded.text.decode() == LEDGER
    assert decoded.encoding == said


def test_big5_is_told_from_gb18030() -> None:
    decoded = decode(TRADITIONAL.encode("big5"))
    assert (decoded.encoding, decoded.text.decode()) == ("big5", TRADITIONAL)


def test_one_broken_byte_does_not_lose_the_file() -> None:
    body = LEDGER.encode("gb18030") * 20 + b"\xd5"
    assert decode(body).text.decode().startswith(LEDGER)


def test_a_bom_before_gb18030_is_no_obstacle() -> None:
    assert decode(b"\xef\xbb\xbf" + LEDGER.encode("gb18030")).text.decode() == LEDGER


@pytest.mark.parametrize("noise", [bytes(range(256)) * 8, b"a,b\n1,\x00\n" * 3, b"\x01\x02\x03\x04" * 99])
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(noise)
