-- By which ways were needs heard?
-- grain: channel_code
-- base: needs need_answers
-- parts: channel_code
-- people: need_answers
SELECT channel_code, sum(need_answers) AS need_answers
FROM selected_needs($regions, $cities, $levels, $trend_from, $date_to)
GROUP BY channel_code
ORDER BY channel_code;
