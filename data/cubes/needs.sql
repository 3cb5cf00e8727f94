-- Who says what is needed. What it is about is what was said, not who says it.
SELECT month, 0 AS day, '' AS train_type, region_code, level_code, FALSE AS anonymous, need_answers FROM need_month
