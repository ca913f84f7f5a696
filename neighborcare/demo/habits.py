"""The five communities' habits: the headers and spellings under which each keeps its ledgers."""

from __future__ import annotations

from collections.abc import Mapping

from neighborcare.demo import sheets
from neighborcare.demo.sheets import Style

Headers = Mapping[str, str]

COMMUNITIES: Headers = {
    "community_id": "社区编码",
    "community_name": "社区名称",
    "street_name": "街道",
    "stat_date": "统计日期",
    "households": "户数（户）",
    "population": "常住人口（人）",
    "brand_name": "服务品牌",
}
GRIDS: Headers = {
    "grid_id": "网格编号",
    "grid_name": "网格名称",
    "community_id": "所属社区",
    "manager_id": "网格长",
    "households": "户 数",
    "population": "常住人口",
    "building_count": "楼栋数（栋）",
}
POPULATION: Headers = {
    "community_id": "社区",
    "grid_id": "网格编号",
    "stat_date": "统计日期",
    "sex": "性别",
    "age_band": "年龄段",
    "count": "人数",
}
BUILDINGS: Headers = {
    "building_id": "楼栋编号",
    "building_name": "楼栋名称",
    "community_id": "所属社区",
    "grid_id": "所属网格",
    "longitude": "经度",
    "latitude": "纬度",
    "crs": "坐标系",
    "households": "户数",
    "elders_60_count": "60岁及以上人数",
    "elders_65_count": "65岁及以上人数",
    "elders_80_count": "80岁及以上人数",
    "floors_count": "层数",
    "is_lift": "有无电梯",
}
POINTS: Headers = {
    "point_id": "点位编号",
    "point_name": "点位名称",
    "point_type": "点位类型",
    "community_id": "所属社区",
    "longitude": "经度",
    "latitude": "纬度",
    "crs": "坐标系",
    "weekdays": "开放日",
    "opens": "开放时间",
    "closes": "关闭时间",
    "capacity_count": "服务能力（人）",
    "valid_from_date": "启用日期",
    "valid_to_date": "停用日期",
}
STAFF: Headers = {
    "staff_id": "人员编号",
    "name": "姓名",
    "role": "身份",
    "community_id": "所属社区",
    "grid_id": "所属网格",
    "team_name": "队伍",
    "start_date": "上岗日期",
    "end_date": "离岗日期",
    "service_hours": "服务时长（小时）",
}
ACTIVITIES: Headers = {
    "activity_id": "活动编号",
    "community_id": "社区",
    "grid_id": "网格",
    "name": "活动名称",
    "type": "活动类型",
    "series": "系列",
    "audience": "服务对象",
    "delivery": "开展形式",
    "planned_date": "计划日期",
    "held_date": "开展日期",
    "partner_id": "合作单位",
    "target_count": "应到人数",
    "attend_count": "参加人数（人次）",
    "capacity_count": "名额",
    "enrolled_count": "报名人数",
    "volunteer_count": "志愿者人数",
    "team_name": "服务队",
    "service_hours": "服务时长（小时）",
    "item_count": "件数",
    "pillar": "帮类",
}
CASES: Headers = {
    "community_id": "所属社区",
    "case_id": "案件编号",
    "case_type": "案件类型",
    "topic": "纠纷类别",
    "grid_id": "所属网格",
    "parties": "当事人",
    "registered_at": "登记时间",
    "accepted_at": "受理时间",
    "due_at": "办结时限",
    "session_count": "调解次数",
    "mediator_type": "调解力量",
    "closed_at": "办结时间",
    "result": "办理结果",
    "resolve_level": "化解层级",
    "is_backlog": "是否积案",
    "satisfaction": "满意度评价",
    "reopened_at": "重访时间",
}
LATE_CASES: Headers = {
    **CASES,
    "case_id": "编号",
    "topic": "事由",
    "registered_at": "登记日期",
    "closed_at": "结案日期",
}

_PEOPLE: Headers = {
    "person_id": "档案编号",
    "household_id": "户编号",
    "name": "姓名",
    "sex": "性别",
    "birth_date": "出生日期",
    "id_number": "身份证号",
    "phone": "联系电话",
    "address": "住址",
    "building_id": "楼栋",
    "community_id": "所属社区",
    "grid_id": "所属网格",
    "categories": "人员类别",
    "risk_tier": "风险等级",
    "filed_date": "建档日期",
    "updated_at": "更新时间",
    "paired_staff_id": "结对人",
    "health_tags": "健康状况",
    "disability_level": "残疾等级",
    "guardian": "监护人",
    "end_date": "注销日期",
    "end_reason": "注销原因",
}
KEY_PEOPLE: Mapping[str, Headers] = {
    "LZY": _PEOPLE,
    "RMZ": {
        **_PEOPLE,
        "person_id": "人员编号",
        "household_id": "户号",
        "categories": "困难类别",
        "risk_tier": "探访频次",
        "paired_staff_id": "包保人",
        "id_number": "身份证号码",
        "community_id": "社区",
        "grid_id": "网格",
    },
    "JY": {
        **_PEOPLE,
        "building_id": "所在楼栋",
        "name": "对象姓名",
        "phone": "手机号",
        "filed_date": "建档时间",
        "paired_staff_id": "结对干部",
        "categories": "对象类别",
        "grid_id": "所在网格",
    },
    "KX": {
        **_PEOPLE,
        "person_id": "对象编号",
        "birth_date": "出生年月日",
        "address": "家庭住址",
        "risk_tier": "分级",
        "paired_staff_id": "帮扶责任人",
        "end_date": "终止日期",
        "end_reason": "终止原因",
        "community_id": "村（居）",
    },
    "SZS": {
        **_PEOPLE,
        "person_id": "档案号",
        "household_id": "家庭编号",
        "risk_tier": "关爱等级",
        "building_id": "楼栋编号",
        "paired_staff_id": "结对帮扶人",
        "guardian": "紧急联系人",
        "grid_id": "责任网格",
    },
}

_VISITS: Headers = {
    "visit_id": "走访编号",
    "visit_at": "走访时间",
    "community_id": "所属社区",
    "grid_id": "所属网格",
    "person_id": "档案编号",
    "household_id": "户编号",
    "staff_id": "走访人",
    "visit_type": "走访类型",
    "mode": "走访方式",
    "round_id": "轮次",
    "result": "走访结果",
    "need_text": "需求",
    "handled_at": "处置时间",
}
VISITS: Mapping[str, Headers] = {
    "LZY": _VISITS,
    "RMZ": {**_VISITS, "visit_id": "记录编号", "visit_at": "入户时间", "mode": "方式", "grid_id": "网格"},
    "JY": {
        **_VISITS,
        "visit_at": "走访日期",
        "staff_id": "走访人员",
        "result": "结果",
        "community_id": "社区",
    },
    "KX": {
        **_VISITS,
        "visit_id": "探访编号",
        "visit_at": "探访时间",
        "visit_type": "探访类型",
        "staff_id": "网格员",
    },
    "SZS": {
        **_VISITS,
        "person_id": "对象编号",
        "round_id": "走访轮次",
        "need_text": "反映问题",
        "handled_at": "处理时间",
    },
}

ELDER_WORDS = {
    "empty_nest": "空巢老人",
    "living_alone": "独居老人",
    "disabled_elder": "失能老人",
    "elder_80": "高龄老人",
}
STYLES: Mapping[str, Style] = {
    "LZY": sheets.style(sheets.chinese, sheets.slashed, {}, "是"),
    "RMZ": sheets.style(
        sheets.dotted,
        sheets.iso,
        {
            "risk_tier": {"red": "每日", "yellow": "每周", "green": "每月", "blue": "每季"},
            "categories": ELDER_WORDS,
        },
        "有",
    ),
    "JY": sheets.style(sheets.native, sheets.native, {"result": {"absent": "不在家"}}, "是"),
    "KX": sheets.style(
        sheets.iso,
        sheets.slashed,
        {"risk_tier": {"red": "红（每日）", "yellow": "黄（每周）"}, "mode": {"home": "入户"}},
    ),
    "SZS": sheets.style(
        sheets.compact,
        sheets.iso,
        {"end_reason": {"moved": "搬离"}, "visit_type": {"greeting": "每日一问候"}},
        "√",
    ),
}
"How each community writes its own ledgers."
