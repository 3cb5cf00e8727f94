-- Each training event of the questionnaire's own list is a class, from its first to its last answer.
SELECT min(_row) AS _row,
       trim(regexp_replace(lower(MemberSite), '[^a-z0-9]+', '-', 'g'), '-') AS class_id,
       MemberSite AS title,
       'T3' AS train_type,
       CAST(min(strptime("Date", '%m/%d/%y %H:%M')) AS DATE) AS start_date,
       CAST(max(strptime("Date", '%m/%d/%y %H:%M')) AS DATE) AS end_date
FROM post
WHERE MemberSite IS NOT NULL AND MemberSite NOT LIKE 'My training event%'
GROUP BY MemberSite
