"""Rows at the foot of a sheet that are no records: totals, averages, remarks and signatures.

One pattern for Python and for SQL (RE2), so that the fast and the patient way of reading agree.
"""

from __future__ import annotations

import re

_TOTAL = (
    r"(合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|平均|平均值|平均分|平均数|均值|总和|总数|汇总"
    r"|grand total|total|totals"
    r"|totals? (?:de |of )?(?:asist|present|présent|attend|absent|ausent|inscrit|particip|hadir|peserta|alumnos)\S*"
    r"|subtotal|sum|average|mean|overall average"
    r"|total geral|média|promedio|gesamt|summe|durchschnitt|toplam|ortalama|jumlah|rata-rata|итого|всего|среднее|нийт"
    r"|razem|ogółem|średnia|celkem|průměr|spolu|összesen|átlag|合計|平均点|합계|평균|المجموع|الإجمالي)"
)
_REMARK = (
    r"(注|备注|(签到|考勤|符号|标记)?说明|图例|附注|填表人|填报人|制表人|审核人|负责人|制表日期|填表日期|填报日期|制表单位"
    r"|班主任|带班领导|班长|组织员|记录人|点名人|考勤人|考勤员|核对人|复核人|校对人"
    r"|(prepared|checked|approved|verified|compiled|submitted|certified|reviewed|recorded|authori[sz]ed) by|n\.?b\.?|key"
    r"|legend|legenda|légende|leyenda|note|nota|obs|observações|observaciones|remarks?|signature|assinatura|firma"
    r"|keterangan|catatan|tanda tangan|unterschrift|bemerkung|açıklama|imza|примечание|подпись|условные обозначения)"
)
_SIGNED = r"((班主任|组织员|经办人|联系人|分管领导|主管领导|领导|单位负责人|本人)?\s*签\s*[字名章])"
_HEADS = r"[应實实]到\s*[:：]?\s*\d+\s*人.*"  # how many came, said once for all
_NAMES = r"\{\s*\"ImportId\""  # what a programme for questionnaires calls its columns, below their headings
PATTERN = rf"(?i)^\s*({_TOTAL}\s*[:：]?|({_REMARK}|{_SIGNED})\s*[:：].*|{_HEADS}|{_NAMES}.*)\s*$"
# How the first cell of such a row, or of a blank one, can begin: a quick test that spares ordinary rows the exact ones.
STARTS = ("", *" \t\r\n\u00a0\u3000", *"合总小共합평累平均汇注备说附填制审负班组经联分主领单本签考符标图带记点核复校应實实{")
# The same for letters, in lower case.
WORDS = (
    "gra", "tot", "sub", "sum", "ave", "mea", "ove", "méd", "pro", "ges", "dur", "top", "ort", "jum", "rat", "ито", "все",
    "сре", "ний", "leg", "lég", "ley", "not", "obs", "rem", "sig", "ass", "fir", "ket", "cat", "tan", "unt", "bem", "açı",
    "imz", "raz", "ogó", "śre", "cel", "prů", "spo", "öss", "átl", "الم", "الإ", "при", "под", "усл",
    "pre", "che", "app", "ver", "com", "cer", "rev", "rec", "aut", "nb:", "nb ", "n.b", "key",
)
LONGEST = 200  # characters of a first cell worth looking at

_REMARKED = 12  # characters; a mark may stand in every cell of a row
_FOOT = re.compile(PATTERN)


def is_spread(cells: list[str] | tuple[str, ...]) -> bool:
    """Whether one remark is merged over a whole row of a workbook."""
    said = [cell for cell in cells if cell]
    return len(said) > 2 and len(set(said)) == 1 and len(said[0]) > _REMARKED


def is_foot(cells: list[str] | tuple[str, ...]) -> bool:
    """Whether the first written cell says that this row sums up or remarks on the rows above."""
    first = next(filter(None, cells), "")
    return len(first) <= LONGEST and _FOOT.match(first) is not None
