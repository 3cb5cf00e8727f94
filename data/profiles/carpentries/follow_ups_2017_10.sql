-- Each respondent of October 2017 who said how long ago the workshop was. Linked to no class and no person.
SELECT _row,
       '2017-10:' || _row AS followup_id,
       CASE "How-Long-Ago" WHEN '0-6 months ago' THEN 'W1' ELSE 'W2' END AS wave,
       'TRN' AS rater_role,
       "Position" AS level_code,
       Country AS region_code,
       DATE '2017-10-01' AS submitted_on,
       CASE WHEN coalesce("Behaviors-Adopted", Column25, Column26, Column27, Column28, Column29, Column30, Column31, Column32)
                 IS NOT NULL THEN 'YES'
            WHEN Column37 IS NOT NULL
              OR "Programming-Usage-Since-Workshop" = 'I have not been using tools like these.'
              OR regexp_matches(lower(Column33), '^(none|nothing)\b') THEN 'NO' END AS applied
FROM longterm_2017
WHERE "How-Long-Ago" IS NOT NULL
