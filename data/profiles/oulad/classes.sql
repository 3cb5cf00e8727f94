-- Each presentation of a module is a class. B starts in February, J in October: the day is assumed.
SELECT _row,
       code_module || '-' || code_presentation AS class_id,
       code_module || ' ' || code_presentation AS title,
       row_number() OVER (PARTITION BY code_module ORDER BY code_presentation) AS run_no,
       code_module AS programme_id,
       'T4' AS train_type,
       'ONL' AS delivery_mode,
       'The Open University' AS host_name,
       make_date(CAST(left(code_presentation, 4) AS INTEGER), CASE right(code_presentation, 1) WHEN 'B' THEN 2 WHEN 'J' THEN 10 END, 1)
           AS start_date,
       start_date + CAST(module_presentation_length AS INTEGER) AS end_date,
       module_presentation_length AS days
FROM course
