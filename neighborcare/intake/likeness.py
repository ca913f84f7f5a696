"""How alike a header is to the words of a contract, and when that is enough to take one for the other.

Two steps. First both are cut to what they say (`gist`): 走访人员姓名 and 走访人, 实际办结日期 and 办结时间 are the same
words in other dress. What is left is compared letter by letter, but only between words that agree in everything
that changes the meaning: whose it is (监护人, 录入), which end of it (开始, 结束), not (未), numbers (60, 65), and
what kind of thing it is (time, person, count).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.fuzz import ratio

from neighborcare import contracts
from neighborcare.contracts import Column, Contract
from neighborcare.intake.headers import normal, readings

ENOUGH = 80  # of 100: below it a header is asked about
APART = 8  # by so much the best column must lead the next
COMPARED = 4  # letters; in shorter words one letter is another thing (健康码, 健康)
SHORTEST = 2  # letters of a gist that may be compared at all
LESS = 6.0  # for another spelling of the kind; twice for another word for the row
SUBJECT = "§"

# One word for several that an office uses alike, at the end of a header. The first of each is the kind's name.
_KINDS: Mapping[str, tuple[str, ...]] = {
    "时间": ("时间", "日期", "日期时间", "年月日", "日", "时刻", "年月"),
    "编号": (
        "编号",
        "编码",
        "代码",
        "序列号",
        "流水号",
        "流水编号",
        "唯一编号",
        "编码号",
        "号码",
        "单号",
        "单编号",
        "工号",
        "号",
        "id",
    ),
    "人": ("人员姓名", "人姓名", "员姓名", "者姓名", "人员", "人名", "者", "人", "员"),
    "类型": ("类型", "类别", "种类", "分类", "性质", "类型名称", "类别名称", "类"),
    "方式": ("方式", "形式", "方法"),
    "渠道": ("渠道", "途径", "来源"),
    "结果": ("结果", "结论", "反馈"),
    "人数": ("人数", "总人数", "人次", "人次数"),
    "户数": ("户数", "总户数"),
    "次数": ("次数", "总次数", "场次", "场次数"),
    "数": ("数量", "总数", "数目", "个数", "件数", "数"),
    "等级": ("等级", "级别", "层级", "分级"),
    "状态": ("状态", "进度", "进展"),
    "名称": ("名称", "全称", "全名", "名"),
    "姓名": ("姓名", "名字"),
    "段": ("年龄段", "分段", "段", "分组", "组", "区间", "层"),
    "值": ("数值", "值"),
    "单位": ("单位", "机构", "部门"),
    "原因": ("原因", "缘由", "理由"),
    "电话": ("电话", "手机", "手机号", "电话号码", "手机号码", "联系方式"),
    "地址": ("地址", "住址", "地点", "位置"),
    "时长": ("时长", "小时数"),
    "时限": ("时限", "期限", "限期"),
    "满意度": ("满意度",),
    "率": ("率", "占比", "比例", "百分比"),
    "金额": ("金额", "费用", "款额"),
    "内容": ("内容", "事项", "描述"),
    "备注": ("备注", "说明"),
}
_BY_ENDING = sorted(
    ((ending, kind) for kind, endings in _KINDS.items() for ending in endings), key=lambda pair: -len(pair[0])
)
# What changes the meaning: a header that has one of these is like no word without it.
_TELLING = re.compile(
    r"监护|家属|子女|紧急|配偶|父母|家长|代理|户主|负责|法定|法人|经办|录入|填报|填写|填表|制表|审核|审批|复核|上报|导入|导出|创建|更新|修改|打印|"
    r"开始|起始|结束|截止|终止|计划|预计|拟|应|到期|期限|时限|上次|下次|首次|末次|最近|最后|启用|停用|开工|动工|完工|竣工|要求|规定|限|上年|去年|本年|累计|同比|环比|"
    r"^户|户(?=编号|号|档案)|家庭(?!.*址)|登记|受理|接单|响应|办结|办理|处置|处理|结案|立案|公示|发布|认领|兑现|领取|转诊|转介|重访|建档|注销|出生|死亡|迁入|迁出|签约|解约|回访|整改|验收|发现|"
    r"满意|未|不|非|无|否|男|女|党员|志愿|老人|儿童|残疾|空巢|独居|低保|常住|流动|户籍|居住|工作|通讯|原|现|旧|新|"
    r"收缩|舒张|高压|低压|血压|血糖|体重|身高|备用|其他|其它|第[一二三四五六七八九十]|[一二三四五六七八九十甲乙丙]$"
)
_SAME = {  # telling words that tell the same
    "起始": "开始", "截止": "结束", "终止": "结束", "其它": "其他", "处理": "处置", "转诊": "转介", "高压": "收缩",
    "低压": "舒张", "结案": "办结", "预计": "计划", "拟": "计划", "期限": "时限", "修改": "更新", "要求": "应",
    "规定": "应", "动工": "开工", "竣工": "完工", "家庭": "户",
}  # fmt: skip
_NUMBERS = re.compile(r"\d+")
_FILLING = re.compile(
    r"^(?:所属|所在|隶属|具体|详细|主要|本次|此次|该|各|当前|目前|实际|准确|完整)+|的|之|^(?:请填写|填写|请选择)|(?:情况|信息|一栏|栏|合计)$"
)


_PLAIN = (("老年人", "老人"), ("周岁", "岁"), ("岁及以上", "岁以上"), ("岁(含)以上", "岁以上"))
_INSIDE = re.compile(
    r"开展|进行|实施|台账|具体|唯一|本人|安全|完成(?=.{2,3}$)"
)  # says nothing where other words stay
_HEADS = re.compile(r"(老人|人口)(?:总?人数|总?数|数量)$")  # 60岁以上老人数 is 60岁以上老人


@dataclass(frozen=True, slots=True)
class Alike:
    """A column that a header is like: by which of its words, and how much (of 100)."""

    column: str
    word: str
    score: float


@dataclass(frozen=True, slots=True)
class _Gist:
    """What a header says: its words without dress, its kind, whose row it speaks of, and what tells it apart."""

    stem: str
    kind: str
    ending: str
    subject: str
    telling: frozenset[str]

    @property
    def text(self) -> str:
        return self.stem + self.kind


def candidates(header: str, contract: Contract) -> list[Alike]:
    """The columns that a header is at all like, the best first, each with its best word."""
    best: dict[str, Alike] = {}
    for wide in readings(header):
        for found in _compared(wide, contract):
            if found.column not in best or best[found.column].score < found.score:
                best[found.column] = found
    return sorted(best.values(), key=lambda found: -found.score)


def clear(found: Sequence[Alike]) -> Alike | None:
    """The best of the candidates, if it is good enough and no other comes near."""
    if not found or found[0].score < ENOUGH:
        return None
    return found[0] if len(found) == 1 or found[0].score - found[1].score >= APART else None


def _compared(word: str, contract: Contract) -> list[Alike]:
    subjects = _subjects(contract.id)
    own = _gist(word, subjects)
    bare = word.removeprefix(own.subject)
    # 档案注销日期 in the ledger of files: without what the whole table is about it is 注销日期.
    tries = [(own, 0.0)] + ([(_gist(bare, subjects), LESS)] if own.subject and len(bare) > 3 else [])
    return [
        Alike(column.name, said, score - less)
        for column, said, gist in _gists(contract.id)
        for gist_of_it, less in tries
        if (score := _score(word, gist_of_it, said, gist, _actions(contract.id))) > 0
    ]


def _score(word: str, own: _Gist, said: str, other: _Gist, actions: frozenset[str]) -> float:
    if own.telling != other.telling or len(own.text) < SHORTEST:
        return 0.0
    if word.isascii() or said.isascii():
        return ratio(word, said) if min(len(word), len(said)) > 5 else 0.0
    if own.kind != other.kind or (own.kind == "人" and not _is_same_doer(own, other, actions)):
        return 0.0
    if own.text == other.text and (own.stem or own.ending == other.ending):
        return 97.0 - LESS * (own.ending != other.ending) - 2 * LESS * (own.subject != other.subject)
    if min(len(own.text), len(other.text)) < COMPARED:
        return 0.0
    # A stem of one or two letters that differs in one is another word: 户编号 and 人编号.
    return min(ratio(own.text, other.text), ratio(own.stem, other.stem) + 8) if len(own.stem) > 1 else 0.0


def _is_same_doer(own: _Gist, other: _Gist, actions: frozenset[str]) -> bool:
    """走访人 and 探访人 do the same; 信访人 and 调解人 do not, though both belong to a case."""
    return own.subject == other.subject or {own.subject, other.subject} <= actions


@cache
def _gists(dataset: str) -> tuple[tuple[Column, str, _Gist], ...]:
    contract = contracts.get(dataset)
    subjects = _subjects(dataset)
    words = ((column, normal(word)) for column in contract.columns for word in column.headers)
    return tuple((column, word, _gist(word, subjects, column)) for column, word in words)


def _gist(word: str, subjects: Sequence[str], column: Column | None = None) -> _Gist:
    bare = _FILLING.sub("", _HEADS.sub(r"\1", _plain(word))) or word
    short = _INSIDE.sub("", bare)
    bare = short if len(_parted(short)[0]) > 1 else bare
    stem, kind, ending = _parted(bare)
    if column is not None and kind == "时间" and column.kind not in {"date", "datetime"}:
        kind = "时刻"  # an hour of the day: no date is like it
    doer = stem[-1:] if kind == "编号" and stem[-1:] in ("员", "长") else ""  # 网格员编号 is no 网格号
    subject = next((name for name in subjects if stem.startswith(name)), "")
    if subject:
        stem = SUBJECT + stem.removeprefix(subject)
    telling = {_SAME.get(found, found) for found in _TELLING.findall(bare.removeprefix(subject))}
    telling |= {doer} - {""}
    return _Gist(stem, kind, ending, subject, frozenset(telling) | frozenset(_NUMBERS.findall(word)))


def _plain(word: str) -> str:
    for written, meant in _PLAIN:
        word = word.replace(written, meant)
    return word


def _parted(word: str) -> tuple[str, str, str]:
    """A header without its kind, the kind, and how that is written."""
    for ending, kind in _BY_ENDING:
        if word.endswith(ending):
            return word.removesuffix(ending), kind, ending
    return word, "", ""


@cache
def _actions(dataset: str) -> frozenset[str]:
    """What is done in a row of an export (走访, 探访): those of its subjects that stand before its time."""
    contract = contracts.get(dataset)
    words = contract.column(contract.when).headers if contract.is_fact and contract.when else ()
    return frozenset(_parted(normal(word))[0] for word in words) & frozenset(_subjects(dataset))


@cache
def _subjects(dataset: str) -> tuple[str, ...]:
    """The words by which an export speaks of its own row (走访, 探访, 入户): alike before a kind of thing.

    They are what stands before 编号 and 时间 in the headers of its key and its time, if other words have it too.
    """
    contract = contracts.get(dataset)
    own = [contract.column(name) for name in (*contract.key, *([contract.when] if contract.when else []))]
    stems = {_parted(normal(word))[0] for column in own for word in column.headers}
    names = "".join((contract.label.zh, *contract.synonyms))
    heads = [[normal(word) for word in column.headers] for column in contract.columns]
    common = {
        stem
        for stem in stems
        if len(stem) > 1 and not stem.isascii()
        and (stem in names or sum(any(w.startswith(stem) for w in words) for words in heads) > 2)
    }  # fmt: skip
    return tuple(sorted(common, key=len, reverse=True))
