-- Each respondent of March 2020 who said how long ago the workshop was. Linked to no class and no person.
SELECT _row,
       '2020-03:' || _row AS followup_id,
       CASE workshop_attended_age WHEN '0-6 months ago' THEN 'W1' ELSE 'W2' END AS wave,
       'TRN' AS rater_role,
       nullif(workshop_country, 'NA') AS region_code,
       DATE '2020-03-26' AS submitted_on,
       CASE WHEN regexp_matches(behavior_adopted, 'Improving data management|Developing a data management|Using databases'
                 || '|Transforming step-by-step|Using programming languages|Reusing code|Using version control|Sharing code') THEN 'YES'
            WHEN how_tools_help LIKE '%I am not using the tools I learned%'
              OR frequency_usage_after = 'I have not been using tools like these' THEN 'NO' END AS applied
FROM longterm_2020_03
WHERE workshop_attended_age <> 'NA'
