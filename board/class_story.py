"""What is said of one class in words, in the order a leader reads: who came, what they thought, learned and used, what
went wrong, how it stands beside its like and beside the run before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from analysis.intervals import mean_interval, newcombe, normal_interval
from board.class_facts import Facts
from board.class_gain import gain_said
from board.class_questions import questions_said
from board.class_voices import voices
from board.formats import count, day, size
from board.grading import fewest_classes, of_evidence
from board.like_classes import Standing, centre_words, distance_words, signed_interval
from board.model import Statement, Value
from board.representation import ID as ANSWERED
from board.representation import represented_said
from board.rows import Row
from board.text import t
from board.values import fewest, metric_value
from board.waiting_list import net_said
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

# Which metric says that forms were used, which how many came back, the count of forms due, of which wave they are.
_WAVES = (
    ("application_rate", "follow_response_rate", "app_due", "W1"),
    ("late_application_rate", "late_response_rate", "late_due", "W2"),
    ("improvement_rate", "supervisor_response_rate", "sup_due", "W1"),
)
_RUNS = ("very_satisfied_rate", "application_rate", "completion_rate")
_ASKED = ("very_satisfied_rate",)  # of those, what a questionnaire after the class says
_COUNTED = ("selected", "leave", "answered", "problems")  # registers; what rests on nothing says so


def story(facts: Facts, stands: tuple[Standing, ...], scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """One statement a theme, each led by its theme; the voices of trainees last."""
    effect = (
        ("selected", *_selected(facts, scope, known)),
        ("leave", *_leave(facts, scope, known)),
        ("raters", *_raters(facts, scope, known)),
        ("answered", represented_said(facts.by("one_class_by_level", "level_code"), scope, known), ANSWERED),
        ("questions", *questions_said(facts, scope, known)),
        ("learned", *gain_said(facts, scope)),
        ("used", *_used(facts, scope, known)),
    )
    beside = (
        ("problems", *_problems(facts, scope, known)),
        ("like", *_like(facts, stands, scope)),
        ("before", *_before(facts, scope)),
        ("voices", *voices(facts, scope)),
    )
    first, then = ([_themed(*one, scope) for one in told if one[1]] for told in (effect, beside))
    net = net_said(facts, scope)
    led = t(scope.language, "one_class.themed", theme=t(scope.language, "one_class.theme_net"), text=net.text)
    return (*first, replace(net, text=led), *then)


def _themed(theme: str, text: str, basis: str, scope: Scope) -> Statement:
    name = t(scope.language, f"one_class.theme_{theme}")
    evidence = "not_judged" if not basis else "counted" if theme in _COUNTED else "picked"
    return Statement(t(scope.language, "one_class.themed", theme=name, text=text), of_evidence(evidence), basis)


def _selected(facts: Facts, scope: Scope, known: Catalogue) -> tuple[str, str]:
    """How many nominees were sent back, and for which condition."""
    lang, rows = scope.language, facts.by("one_class_returns", "return_reason")
    whole = metric_value(rows.get("*"), "return_part", scope)
    if whole.number is None:
        return whole.note or t(lang, "one_class.no_nominations"), ""
    basis = metrics()["return_part"].id
    if whole.number == 0:
        return t(lang, "one_class.none_returned", n=count(whole.n, lang)), basis
    names = {**known.names("return_reasons", lang), "": t(lang, "selection.no_reason")}
    parts = [(_of(metric_value(row, "return_part", scope)), names[code]) for code, row in rows.items() if code != "*"]
    parts.sort(key=lambda pair: -pair[0])
    reasons = t(lang, "board.comma").join(f"{name} {count(people, lang)}" for people, name in parts)
    text = t(lang, "one_class.returned", n=count(whole.n, lang), back=count(_of(whole), lang), share=whole.text, why=reasons)
    return text, basis


def _of(value: Value) -> int:
    """How many of the n a share stands for."""
    return round((value.number or 0) * (value.n or 0))


def _leave(facts: Facts, scope: Scope, known: Catalogue) -> tuple[str, str]:
    """How many had more leave than the rule allows and completed all the same; how many were absent without leave."""
    lang, metric = scope.language, metrics()["leave_over_rate"]
    over, passed = (metric_value(facts.this, key, scope) for key in ("leave_over_rate", "leave_passed_rate"))
    away, absent_basis = _absent(facts, scope)
    if over.number is None:
        why = over.note or t(lang, "one_class.leave_not_judged")
        return t(lang, "board.semicolon").join(dict.fromkeys(filter(None, (why, away)))), absent_basis
    rule = known.lists["rules"].get(metric.rule)
    limit = t(lang, "one_class.leave_limit", limit=rule.extra["threshold"]) if rule else ""
    word = "leave_over" if over.number else "leave_none"
    told = {"limit": limit, "over": count(_of(over), lang), "share": over.text, "passed": count(_of(passed), lang)}
    text = t(lang, f"one_class.{word}", n=count(over.n, lang), **told)
    ids = t(lang, "board.comma").join(filter(None, (metric.id, absent_basis)))
    return t(lang, "board.semicolon").join(filter(None, (text, away))), ids


def _absent(facts: Facts, scope: Scope) -> tuple[str, str]:
    """How many were absent without leave, and of how much; nothing where it may not be said."""
    lang = scope.language
    people, hours = (metric_value(facts.this, key, scope) for key in ("absentee_rate", "absence_rate"))
    if people.number is None:
        return "", ""
    word = "absent" if people.number else "absent_none"
    text = t(lang, f"one_class.{word}", people=count(_of(people), lang), share=people.text, hours=hours.text)
    return text, metrics()["absence_rate"].id


def _raters(facts: Facts, scope: Scope, known: Catalogue) -> tuple[str, str]:
    """What trainees say, what of the other groups may be said, and how these stand apart in like classes."""
    lang, names, rows = scope.language, known.names("raters", scope.language), facts.by("one_class_raters", "rater_role")
    if not rows:
        return t(lang, "one_class.no_raters"), ""
    said, apart = [], []
    for code in (code for code in names if code in rows):
        own, gap = (metric_value(rows[code], key, scope) for key in ("rater_score", "rater_gap"))
        if own.number is not None:
            said.append(t(lang, "one_class.rater", name=names[code], text=own.text, n=count(own.n, lang)))
        if gap.number is not None:
            classes = int(rows[code]["peer_classes"])
            ends = mean_interval(gap.number, rows[code]["rater_gap_spread"], classes)
            word = "one_class.rater_below" if gap.number < 0 else "one_class.rater_above"
            size_ = size(gap.number, "points", lang)
            told = {"interval": signed_interval(*map(float, ends), scope), "classes": count(classes, lang)}
            apart.append(t(lang, word, name=names[code], size=size_, **told))
    hidden = [names[code] for code in names if code in rows and rows[code]["rater_score_state"] == "hidden"]
    parts = [t(lang, "board.comma").join(said)] if said else []
    told = {"names": t(lang, "board.comma").join(hidden), "limit": fewest("rater_score", scope)}
    parts += [t(lang, "one_class.rater_hidden", **told)] if hidden else []
    parts += [t(lang, "one_class.raters_like", text=t(lang, "board.semicolon").join(apart))] if apart else []
    parts += _recommended(facts.this, scope)
    return t(lang, "board.semicolon").join(parts), metrics()["rater_gap"].id


def _recommended(row: Row, scope: Scope) -> list[str]:
    """The net promoter score with its interval, where the questionnaire asks for it."""
    value = metric_value(row, "recommend_net", scope)
    if value.number is None:
        return []
    low, high = normal_interval(value.number, row["recommend_spread"], value.n)
    label, told = metrics()["recommend_net"].label[scope.language], signed_interval(float(low), float(high), scope)
    text = t(scope.language, "one_class.recommended", label=label, text=value.text, interval=told)
    return [text]


def _used(facts: Facts, scope: Scope, known: Catalogue) -> tuple[str, str]:
    """Each wave of follow-up: the share, who has not answered although due, or from when it is due."""
    ended = facts.this["end_date"].date()
    said = [_wave(facts.this, wave, ended + known.due_after(wave[3]), scope, known) for wave in _WAVES]
    ids = t(scope.language, "board.comma").join(metrics()[key].id for key, *_ in _WAVES)
    return t(scope.language, "board.semicolon").join(said), ids


def _wave(row: Row, wave: tuple[str, str, str, str], due_on: date, scope: Scope, known: Catalogue) -> str:
    lang, (key, response, due, _) = scope.language, wave
    label, value, answered = metrics()[key].label[lang], metric_value(row, key, scope), metric_value(row, response, scope)
    if answered.number is None and row[due] == 0:
        word = "one_class.wave_not_due" if due_on > known.as_of else "one_class.wave_not_asked"
        return t(lang, word, label=label, day=day(due_on, lang))
    said = value.text if value.number is not None else value.note or value.text
    text = t(lang, "one_class.wave", label=label, text=said)
    if answered.number is None:
        return text
    back = _of(answered)
    late = count(answered.n - back, lang)
    return text + t(lang, "one_class.wave_back", back=count(back, lang), due=count(answered.n, lang), overdue=late)


def _problems(facts: Facts, scope: Scope, known: Catalogue) -> tuple[str, str]:
    """What was found by kind, days until closing one by one, what is overdue."""
    lang, rows = scope.language, facts.rows("one_class_problems")
    if not rows:
        return t(lang, "one_class.no_problems"), ""
    names = known.names("issue_categories", lang)
    kinds: dict[str, int] = {}
    for row in rows:
        kinds[names[row["category"]]] = kinds.get(names[row["category"]], 0) + int(row["issues"])
    listed = t(lang, "board.comma").join(f"{name} {number}" for name, number in kinds.items())
    closed = sorted(int(row["days"]) for row in rows if row["closed"] for _ in range(int(row["issues"])))
    parts = [t(lang, "one_class.found", count=sum(kinds.values()), kinds=listed)]
    if closed:
        days = t(lang, "board.comma").join(map(str, closed))
        parts.append(t(lang, "one_class.closed", count=len(closed), days=days))
    waiting = [int(row["days"]) for row in rows if not row["closed"]]
    if waiting:
        late = sum(int(row["overdue_issues"]) for row in rows)
        open_ = sum(int(row["issues"]) for row in rows if not row["closed"])
        parts.append(t(lang, "one_class.open", count=open_, days=max(waiting), overdue=late))
    repeats = sum(int(row["repeats"]) for row in rows)
    if repeats:
        parts.append(t(lang, "one_class.repeated", count=repeats))
    return t(lang, "board.semicolon").join(parts), f"{metrics()['closed_share'].id}"


def _like(facts: Facts, stands: tuple[Standing, ...], scope: Scope) -> tuple[str, str]:
    """Each share's distance from like classes; those beyond the limits say so."""
    lang = scope.language
    if not stands:
        return t(lang, "one_class.like_nothing" if facts.peers else "board.peer_none", limit=fewest_classes()), ""
    words = [
        t(lang, "one_class.like_beyond_one" if one.flag else "one_class.like_one", word=metrics()[one.metric].word[lang],
          centre=centre_words(one, scope), apart=distance_words(one, scope))
        for one in stands
    ]  # fmt: skip
    return t(lang, "board.semicolon").join(words), t(lang, "one_class.like_basis")


def _before(facts: Facts, scope: Scope) -> tuple[str, str]:
    """Against the run before: differences of shares with their interval; none where the questionnaire is another one."""
    lang, before = scope.language, facts.before
    if before is None:
        return t(lang, "one_class.first_run"), ""
    forms = facts.by("one_class_forms", "class_id")
    other = not forms.get(before["class_id"], {"same_form": True})["same_form"]
    parts = [t(lang, "one_class.other_form")] if other else []
    parts += [words for key in _RUNS if (words := _moved(facts, before, key, other and key in _ASKED, scope))]
    started = t(lang, "one_class.started", day=day(before["start_date"].date(), lang))
    ids = t(lang, "board.comma").join(metrics()[key].id for key in _RUNS) if parts else ""
    return started + t(lang, "board.semicolon").join(parts or [t(lang, "one_class.nothing_beside")]), ids


def _moved(facts: Facts, before: Row, key: str, silent: bool, scope: Scope) -> str:
    lang, metric = scope.language, metrics()[key]
    now, then = (metric_value(row, key, scope) for row in (facts.this, before))
    if silent or now.number is None or then.number is None:
        return ""
    pair = {"label": metric.label[lang], "now": now.text, "then": then.text}
    if metric.kind != "survey":
        return t(lang, "one_class.moved", **pair)
    low, high = (100 * float(x) for x in newcombe(_of(now), now.n, _of(then), then.n))
    word = "one_class.moved_chance" if low <= 0 <= high else "one_class.moved_beyond"
    return t(lang, word, **pair, interval=signed_interval(low, high, scope))
