-- Text as offices write it → values. Cheap casts first; patterns only see what those refuse.
-- A macro gives NULL for what it cannot read; whether that is a blank or a mistake is told by nc_given.

-- Characters that nobody sees and some files have inside a cell; translate removes what has no partner.
CREATE OR REPLACE TEMP MACRO nc_unseen() AS
    chr(8203) || chr(8204) || chr(8205) || chr(8206) || chr(8207) || chr(8288) || chr(65279) || chr(173);
-- Full-width letters, digits and signs as ordinary ones.
CREATE OR REPLACE TEMP MACRO nc_half(x) AS
    CASE WHEN strlen(x) = length(x) THEN x ELSE translate(
        x,
        '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ．，：／（）－＋％＃＿　；–−～ ' || nc_unseen(),
        '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,:/()-+%#_ ;--~ '
    ) END;

-- A cell without the spaces around it; NULL when it says nothing.
-- The apostrophe with which Excel marks text (and we mark what looks like a formula) is no part of it.
CREATE OR REPLACE TEMP MACRO nc_blanks() AS
    chr(32) || chr(9) || chr(10) || chr(13) || chr(160) || chr(8201) || chr(8239) || chr(12288)
    || nc_unseen();
CREATE OR REPLACE TEMP MACRO nc_trimmed(x) AS
    nullif(CASE WHEN left(x, 1) IN ('''', '‘') THEN trim(x, nc_blanks() || '''‘’') ELSE trim(x, nc_blanks()) END, '');
-- A pattern and not IN (…): a list is made a join, for which every row would be trimmed first.
CREATE OR REPLACE TEMP MACRO nc_says_nothing(x) AS
    regexp_full_match(x, '[—–－-]{1,4}|[/／\\]{1,2}|…{1,2}|暂?无|未填|空|暂缺|不详|不明|未知|待补充?|待定|(?i:n/a|null|none|nan)');
CREATE OR REPLACE TEMP MACRO nc_given(x) AS
    CASE WHEN strlen(x) > 12 THEN nc_trimmed(x) WHEN nc_says_nothing(nc_trimmed(x)) THEN NULL ELSE nc_trimmed(x) END;

-- Identifiers: one spelling for the same thing.
-- The identifiers that need no second look: some letters, a digit, nothing odd.
CREATE OR REPLACE TEMP MACRO nc_is_ident(x) AS regexp_full_match(x, '[A-Za-z]{0,8}[-_]?\d[0-9A-Za-z_-]*');
CREATE OR REPLACE TEMP MACRO nc_ident(x) AS
    CASE WHEN strlen(x) = length(x) AND NOT contains(x, ' ') THEN x ELSE replace(nc_half(x), ' ', '') END;

-- Whole numbers: 42起, １２, 1,234, 100余, 1.1万, 12.0. Never rounded: 12.6 stays unread.
CREATE OR REPLACE TEMP MACRO nc_whole(x) AS CASE WHEN x = floor(x) AND abs(x) < 1e15 THEN CAST(x AS BIGINT) END;
CREATE OR REPLACE TEMP MACRO nc_digits(x) AS
    CASE
        WHEN regexp_matches(x, '\d,\d{3}(\D|$)') AND NOT regexp_matches(x, '\d,\d{0,2}(\D|$)|\d{4},|\d,\d{4}')
            THEN replace(x, ',', '')
        ELSE x
    END;
CREATE OR REPLACE TEMP MACRO nc_bare(x) AS
    regexp_replace(
        x,
        '^(?:[约近共计逾超≈~¥￥]|大约|大概|将近|超过|共计|合计)?\s*([-+]?\d+(?:\.\d+)?)\s*(万|千|百|亿)?整?\s*(?:余|多|来|\+)?\s*'
        || '(?:人次|场次|小时|分钟|公里|平方米|公斤|千克|周岁|元整|mmHg|mmol/L|[个起件户人次栋幢座处份套名位条宗层岁家所场盏天元组只盒包袋本支岁间辆台'
        || '分年期批轮页米吨斤瓶块杯对双班门项张颗株根桶箱例款票期步])?\s*(?:整|以上|左右|上下|余|多|\+)?$',
        '\1\2'
    );
CREATE OR REPLACE TEMP MACRO nc_scaled(x) AS
    CASE
        WHEN regexp_full_match(x, '[-+]?\d{1,15}(\.\d{1,12})?') THEN try_cast(x AS DECIMAL(28, 12))
        WHEN regexp_full_match(x, '[-+]?\d{1,9}(\.\d{1,8})?[百千万亿]')
            THEN try_cast(left(x, length(x) - 1) AS DECIMAL(18, 8))
                * CAST(CASE right(x, 1) WHEN '百' THEN 100 WHEN '千' THEN 1000 WHEN '万' THEN 10000 ELSE 100000000 END AS BIGINT)
    END;
CREATE OR REPLACE TEMP MACRO nc_quick_integer(x) AS CASE WHEN regexp_full_match(x, '-?\d{1,15}') THEN try_cast(x AS BIGINT) END;

-- Numbers: the same, with a fraction; 35% is 0.35.
CREATE OR REPLACE TEMP MACRO nc_quick_number(x) AS
    CASE WHEN regexp_full_match(x, '-?\d{1,15}(\.\d+)?') THEN try_cast(x AS DOUBLE) END;
CREATE OR REPLACE TEMP MACRO nc_fraction(x) AS
    CASE
        WHEN regexp_full_match(x, '[-+]?\d{1,15}(\.\d+)?') THEN try_cast(x AS DOUBLE)
        WHEN regexp_full_match(x, '[-+]?\d{1,15}(\.\d+)?\s*%') THEN try_cast(trim(replace(x, '%', '')) AS DOUBLE) / 100
        WHEN regexp_full_match(x, '[-+]?\d(\.\d+)?[Ee]-\d{1,2}') THEN try_cast(x AS DOUBLE)
    END;

-- Moments. The cheap cast also takes zones, negative years, 25-8-20 as the year 25: all kept out here.
CREATE OR REPLACE TEMP MACRO nc_believable(t) AS CASE WHEN t BETWEEN TIMESTAMP '1900-01-01' AND TIMESTAMP '2200-01-01' THEN t END;
CREATE OR REPLACE TEMP MACRO nc_quick_moment(x) AS
    CASE
        WHEN regexp_full_match(x, '(?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2}(?:[T ]\d{1,2}:\d\d(?::\d\d)?)?')
            THEN try_cast(x AS TIMESTAMP)
    END;
CREATE OR REPLACE TEMP MACRO nc_canonical(x) AS
    replace(replace(replace(replace(
        regexp_replace(
            regexp_replace(
                x,
                '^(\d{4})(?:(\d{2})(\d{2})(?:[T ]?(\d{2}):?(\d{2})(?::?(\d{2}))?)?)$', '\1-\2-\3 \4:\5:\6;'
            ),
            '^(\d{4})\s*[-./年\\]\s*(\d{1,2})\s*[-./月\\]\s*(\d{1,2})\s*[日号]?\s*(?:\(?(?:星期|周|礼拜).\)?)?\s*(?:[T,]|上午|早上|下午|傍晚)?\s*(?:(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*(?:[:分]\s*(?:(\d{1,2})(?:\.\d+)?\s*秒?)?)?)?)?\s*(?:\+08:?0?0?)?$',
            '\1-\2-\3 \4:\5:\6;'
        ),
        ' ::;', ''), '::;', ':00:00'), ':;', ':00'), ';', '');
CREATE OR REPLACE TEMP MACRO nc_afternoon(t, x) AS
    CASE WHEN regexp_matches(x, '下午|傍晚') AND hour(t) < 12 THEN t + INTERVAL 12 HOUR ELSE t END;
CREATE OR REPLACE TEMP MACRO nc_serial(x) AS
    CASE
        WHEN regexp_full_match(x, '[1-7]\d{4}(\.\d+)?')
            THEN TIMESTAMP '1899-12-30' + to_seconds(try_cast(round(try_cast(x AS DOUBLE) * 86400) AS BIGINT))
    END;
-- Whether a canonical text is a moment at all; a moment in universal time is told in the office's.
CREATE OR REPLACE TEMP MACRO nc_is_canonical(c) AS
    regexp_full_match(c, '\d{4}-\d{1,2}-\d{1,2}( \d{1,2}:\d{1,2}:\d{1,2})?');
CREATE OR REPLACE TEMP MACRO nc_universal(x) AS
    CASE
        WHEN regexp_full_match(x, '\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z')
            THEN try_cast(replace(x, 'Z', '') AS TIMESTAMP) + INTERVAL 8 HOUR
    END;

-- A month without a day, where the contract takes the first for it. 1952.1 may be October: not read.
CREATE OR REPLACE TEMP MACRO nc_month(x) AS
    CASE
        WHEN regexp_full_match(nc_half(x), '\d{4}\s*[-./年]\s*\d{1,2}\s*月?') AND NOT regexp_full_match(nc_half(x), '\d{4}\.1')
            THEN nc_believable(try_cast(regexp_replace(nc_half(x), '^(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?$', '\1-\2-1') AS TIMESTAMP))
        WHEN regexp_full_match(nc_half(x), '(19|20)\d{4}')
            THEN nc_believable(try_cast(left(nc_half(x), 4) || '-' || right(nc_half(x), 2) || '-1' AS TIMESTAMP))
    END;

-- What stands in place of a date that has not come.
CREATE OR REPLACE TEMP MACRO nc_is_not_yet(x) AS
    regexp_full_match(x, '至今|永久|长期(有效)?|在[岗职办]|尚?未(办结|结案|处置|处理|转介|注销|结束|开展)?');

-- A figure that was rounded by who wrote it: taken as it stands, and told.
CREATE OR REPLACE TEMP MACRO nc_is_estimate(x) AS
    regexp_matches(nc_half(x), '^(?:[约近逾超≈~]|大约|大概|将近|超过)|\d\s*[万千百亿]?\s*(?:余|多|来|\+|以上|左右|上下)|\d\s*[万千百亿](?:[^整]|$)');

-- What is nearly a date: the year in two digits, no year, no day, or day and month in an order that nothing tells.
CREATE OR REPLACE TEMP MACRO nc_is_yearless(x) AS
    regexp_full_match(nc_half(x), '\d{1,2}\s*[-./月]\s*\d{1,2}\s*[日号]?(?:\s*\d{1,2}[:时点].*)?');
CREATE OR REPLACE TEMP MACRO nc_is_year_last(x) AS
    regexp_full_match(nc_half(x), '\d{1,2}[-/.]\d{1,2}[-/.]\d{4}.*');
CREATE OR REPLACE TEMP MACRO nc_is_short_year(x) AS
    regexp_full_match(nc_half(x), '\D?\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}.*');
CREATE OR REPLACE TEMP MACRO nc_is_month(x) AS
    regexp_full_match(nc_half(x), '\d{4}\s*[-./年]\s*\d{1,2}\s*月?|(19|20)\d{4}');

-- Names: compared without spaces and what stands in brackets; kept masked; hashed with the office's key.
CREATE OR REPLACE TEMP MACRO nc_name(x) AS
    nullif(regexp_replace(regexp_replace(nc_half(x), '\([^)]*\)|\[[^\]]*\]', '', 'g'), '[\s·•．]+', '', 'g'), '');
CREATE OR REPLACE TEMP MACRO nc_mask(x) AS
    CASE
        WHEN length(x) < 2 THEN '*'
        WHEN length(x) = 2 THEN left(x, 1) || '*'
        ELSE left(x, 1) || repeat('*', least(length(x) - 2, 3)) || right(x, 1)
    END;
CREATE OR REPLACE TEMP MACRO nc_secret(key, x) AS left(sha256(key || sha256(key || x)), 32);
CREATE OR REPLACE TEMP MACRO nc_place(x) AS
    regexp_replace(regexp_replace(nc_half(x), '\s+', '', 'g'), '(?:社区居民委员会|社区居委会|居民委员会|居委会|社区|网格)$', '');

-- Identity numbers: 18 places with their check digit; the old 15 are completed.
CREATE OR REPLACE TEMP MACRO nc_weighed(d) AS
    (
        (ascii(d[1]) - 48) * 7 + (ascii(d[2]) - 48) * 9 + (ascii(d[3]) - 48) * 10 + (ascii(d[4]) - 48) * 5
        + (ascii(d[5]) - 48) * 8 + (ascii(d[6]) - 48) * 4 + (ascii(d[7]) - 48) * 2 + (ascii(d[8]) - 48) * 1
        + (ascii(d[9]) - 48) * 6 + (ascii(d[10]) - 48) * 3 + (ascii(d[11]) - 48) * 7 + (ascii(d[12]) - 48) * 9
        + (ascii(d[13]) - 48) * 10 + (ascii(d[14]) - 48) * 5 + (ascii(d[15]) - 48) * 8 + (ascii(d[16]) - 48) * 4
        + (ascii(d[17]) - 48) * 2
    ) % 11;
CREATE OR REPLACE TEMP MACRO nc_check_digit(d) AS substr('10X98765432', CAST(nc_weighed(d) AS INTEGER) + 1, 1);
CREATE OR REPLACE TEMP MACRO nc_bare_id(x) AS upper(regexp_replace(nc_half(x), '[\s''‘’`-]+', '', 'g'));
CREATE OR REPLACE TEMP MACRO nc_born(d) AS
    try_cast(d[7:10] || '-' || d[11:12] || '-' || d[13:14] AS DATE) BETWEEN DATE '1900-01-01' AND DATE '2200-01-01';
CREATE OR REPLACE TEMP MACRO nc_id_of(d) AS
    CASE
        WHEN regexp_full_match(d, '[1-9]\d{16}[\dX]') THEN CASE WHEN nc_check_digit(d) = d[18] AND nc_born(d) THEN d END
        WHEN regexp_full_match(d, '[1-9]\d{14}') AND nc_born(d[1:6] || '19' || d[7:])
            THEN d[1:6] || '19' || d[7:] || nc_check_digit(d[1:6] || '19' || d[7:])
    END;
CREATE OR REPLACE TEMP MACRO nc_id(x) AS nc_id_of(nc_bare_id(x));
CREATE OR REPLACE TEMP MACRO nc_rounded(x) AS
    coalesce(regexp_full_match(nc_half(x), '\d\.?\d*[Ee]\+?\d+') OR regexp_full_match(nc_bare_id(x), '\d{15}0{3}'), false);

-- IDs that are a person's number themselves (identity card, mobile phone), also with letters around it: they become
-- a keyed hash, the same one in every export.
CREATE OR REPLACE TEMP MACRO nc_is_persons(x) AS
    CASE
        WHEN strlen(x) < 11 THEN false
        WHEN NOT regexp_matches(x, '\d{11}|\d{6}-\d{8}') THEN false
        ELSE regexp_matches(
            x,
            '(?:^|\D)(?:'
            || '(?:[13-9]\d|2[1-9])\d{4}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]'
            || '|(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])\d{15}[\dXx]|[1-9]\d{16}[Xx]'
            || '|(?:[13-9]\d|2[1-9])\d{6}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}'
            || '|[1-9]\d{5}-(?:19|20)\d{6}-\d{3}[\dXx]'
            || '|(?:86)?1[3-9]\d{9}'
            || ')(?:\D|$)'
        )
    END;
CREATE OR REPLACE TEMP MACRO nc_own(key, x) AS
    CASE WHEN nc_is_persons(x) THEN '~' || left(nc_secret(key, upper(x)), 16) ELSE x END;
