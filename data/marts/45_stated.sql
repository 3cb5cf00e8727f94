-- What is to be reached: in the unit of the metric, shares in per cent. Empty level or region: all of them.
-- grain: metric, year, level_code, region_code
CREATE TABLE target AS
SELECT metric, year, coalesce(level_code, '') AS level_code, coalesce(region_code, '') AS region_code, value, source
FROM acc_targets
ORDER BY ALL;

-- What happened that may move figures. `breaks_series`: figures before and after are not comparable.
-- grain: day, text
CREATE TABLE event AS
SELECT date AS day, text, coalesce(metric, '') AS metric, coalesce(level_code, '') AS level_code,
       coalesce(region_code, '') AS region_code, coalesce(breaks_series, FALSE) AS breaks_series
FROM acc_events
ORDER BY ALL;
