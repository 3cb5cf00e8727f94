"""Every planted effect with its size, in one place (told in docs/demo.md)."""

from __future__ import annotations

from datetime import date

from data.demo.plan import number

# 1. Application by B3 rises from this day over a year and stays.
RISE_LEVEL = 3
RISE_FROM = number(date(2025, 4, 1))
RISE_DAYS = 365
RISE = 0.15

# 2. Three runs outside the funnel limits of overall satisfaction, in the last six months.
BAD_RUNS = 2
BAD_SHIFT = -1.0  # in standard deviations of one answer
GOOD_SHIFT = 2.2
BAD_SIZE = 70
GOOD_SIZE = 140

# 3. One class whose on-site day loses people.
LOST_DAY = 3
LOST_SHIFT = -3.0  # log-odds of being there

# 4. Township staff get fewer hours outside our classes (factor on entries by tier O1..O4).
TIER_HOURS = (1.06, 1.04, 1.00, 0.84)

# 5. One topic where less is learnt (points of 100).
WEAK_TOPIC = "TP02"
GAIN = 17.0
WEAK_GAIN = 8.0

# 6. Two counties with few hours (factor on entries).
POOR_COUNTIES = (610729, 610926)
POOR_HOURS = 0.5

# 7. Simpson: one city sends higher levels, so it looks better in all and is worse at each level.
SIMPSON_CITY = 610600
SIMPSON_APPLIED = -0.08
SIMPSON_MIX = (1.0, 2.0, 6.0, 2.5, 0.30, 0.5)  # factor on the level mix of its trainees, B1..B6
SIMPSON_LEFT = 0.7  # of its own classes for lower levels are left to the province

# Application by level B1..B6 before any other effect.
APPLIED = (0.70, 0.70, 0.65, 0.60, 0.37, 0.38)
SUPERVISOR_GAP = -0.10

# 8. Recruits of townships reported for duty so many days before the register has them: their probation ends earlier.
LATE_TIER = 4
LATE_DAYS = 240

# 9. One host holds many classes that stand in no plan.
UNPLANNED_HOST = 4  # place in world.toml
UNPLANNED = 0.45

# 10. One city falls behind its own plan: share of its planned runs that begin more than 30 days late.
BEHIND_CITY = 610500
BEHIND = 0.50

# 11. One method is rated better than the other sessions of its own class.
GOOD_METHOD = "M03"
GOOD_METHOD_SHIFT = 0.40  # in standard deviations of one answer

# 12. One base, the first of the list, is rated worse, and the same problem comes back there.
BASE_CITY = 610400
WEAK_BASE = -0.65

# 13. Classes of one type often do without professional ethics.
NO_ETHICS_TYPE = "T3"
NO_ETHICS = 0.30  # of those without a lecture on it treat it elsewhere

# 14. In one half-year leading cadres teach less than a fifth of the hours of Party-school main classes.
LEADERS_FROM = number(date(2025, 7, 1))
LEADERS_TO = number(date(2025, 12, 31))
LEADERS_LEFT = 0.55  # of their hours go to others
# 15. One reason dominates at one level: this share of its other reasons becomes it.
BARRIER_LEVEL = 6
BARRIER = 1
BARRIER_SHARE = 0.5

# 16. Needs: one that nobody answers, a topic taught that nobody asks for, counties never asked, a level seldom asked.
UNANSWERED_TOPIC = "TP03"
UNANSWERED_SHARE = 0.20  # of what townships ask for
UNASKED_TOPIC = "TP02"
UNASKED_COUNTIES = (610528, 610831, 611025)
UNHEARD_LEVEL = 5
UNHEARD_SHARE = 0.35  # of its needs are collected

# 17. The weak base: the same problem in most classes that go there; and how often at any other base.
BASE_PROBLEM = 0.9
USUAL_BASE_PROBLEM = 0.06

# 18. One host reports no problem at all.
SILENT_HOST = "省公务员培训中心（虚构）"

# 19. One city closed its problems late until an improvement took hold.
SLOW_CITY = 610600
SLOW_UNTIL = number(date(2025, 7, 1))
SLOW = 4.0  # times as long

# 20. One unit (synthetic.toml: repeat_unit) keeps nominating people who came already.
REPEAT_BACK = 0.55  # of its first nominees are sent back
REPEAT_SHARE = 0.9  # of them because they repeat

# 21. One city's nominees are mostly too old.
AGE_CITY = 610500
AGE_SHARE = 0.7

# 22. One city takes long to send somebody else (factor on the days).
LATE_REPLACING_CITY = 610900
LATE_REPLACING = 4.0

# 23. In the townships of one city others come in people's place.
PROXY_CITY = 611000
PROXY_MISMATCH = 0.35
PROXY_CONFIRMED = 0.75

# 24. The form of one class no longer tells anything apart: so many give every question the same score.
FLAT = 0.95

# 25. From a day on one city sends higher levels, and each level uses less: the total rises while every part of it falls.
TURN_CITY = 610500
TURN_FROM = number(date(2025, 7, 1))
TURN_BEFORE = (1.0, 1.0, 0.2, 0.2, 2.2, 0.5)  # factor on the level mix of its trainees, B1..B6
TURN_AFTER = (1.0, 1.0, 3.0, 4.0, 0.6, 0.5)  # no level so small that a half-year hides it
TURN_FALL = -0.05

# 26. Two classes with a waiting list: after the first, work gets better where people were sent; after the second everywhere.
NET_EFFECT = 5.0  # points of per cent
BOTH_RISE = 4.0
