-- How often was a trainee marked as signed for by somebody else, and what did people decide?
-- Signatures change with every day of attendance, and are made apart from what does not.
-- by year
-- grain: month, train_type, region_code, level_code, org_tier, signal
CREATE TABLE selection_signature AS
SELECT t.month, t.train_type, t.region_code, t.level_code, t.org_tier, 'signature' AS signal,
       count(*) AS observed, count(*) FILTER (m.signed_for) AS flagged,
       count(*) FILTER (m.signed_for AND t.proxied) AS confirmed,
       count(*) FILTER (m.signed_for AND NOT t.proxied AND t.proxy_confirmed IS NOT NULL) AS cleared
FROM chosen_trainee t JOIN signed_trainee m USING (enrollment_id)
GROUP BY ALL
ORDER BY ALL;
