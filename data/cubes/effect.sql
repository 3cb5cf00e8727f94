-- Who was taught, who answered: the register and the answers of classes, by the month the class starts in.
SELECT *, 0 AS day FROM effect_month
