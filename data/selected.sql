-- Which rows are asked for? The only place where filters become conditions. NULL = all, an empty list = none.
-- Anonymous answers know a city at most, so they are selected by city even when a county is asked for.
CREATE OR REPLACE MACRO in_region(region_code, anonymous, regions, cities) AS
    regions IS NULL OR list_contains(CASE WHEN anonymous THEN cities ELSE regions END, region_code);

CREATE OR REPLACE MACRO in_span(month, level_code, train_type, levels, types, date_from, date_to) AS
    month BETWEEN date_from AND date_to
    AND (levels IS NULL OR list_contains(levels, level_code))
    AND (types IS NULL OR list_contains(types, train_type));

CREATE OR REPLACE MACRO selected(regions, cities, levels, types, date_from, date_to) AS TABLE
    SELECT * FROM effect_month
    WHERE in_span(month, level_code, train_type, levels, types, date_from, date_to)
      AND in_region(region_code, anonymous, regions, cities);

CREATE OR REPLACE MACRO selected_first_use(regions, cities, levels, types, date_from, date_to) AS TABLE
    SELECT * FROM first_use_month
    WHERE in_span(month, level_code, train_type, levels, types, date_from, date_to)
      AND in_region(region_code, anonymous, regions, cities);

CREATE OR REPLACE MACRO selected_use(regions, cities, levels, types, date_from, date_to) AS TABLE
    SELECT * FROM use_month
    WHERE in_span(month, level_code, train_type, levels, types, date_from, date_to)
      AND in_region(region_code, anonymous, regions, cities);

CREATE OR REPLACE MACRO selected_opinions(regions, cities, levels, types, date_from, date_to) AS TABLE
    SELECT * FROM opinion_month
    WHERE in_span(month, level_code, train_type, levels, types, date_from, date_to)
      AND in_region(region_code, anonymous, regions, cities);

CREATE OR REPLACE MACRO selected_needs(regions, cities, levels, date_from, date_to) AS TABLE
    SELECT * FROM need_month
    WHERE in_span(month, level_code, NULL, levels, NULL, date_from, date_to)
      AND in_region(region_code, FALSE, regions, cities);

-- A class and all that is counted of it have one month; joined by both, other months need not be read.
CREATE OR REPLACE MACRO selected_classes(regions, hosts, levels, types, date_from, date_to) AS TABLE
    SELECT * FROM dim_class k
    WHERE k.month BETWEEN date_from AND date_to
      AND (types IS NULL OR list_contains(types, k.train_type))
      AND (hosts IS NULL OR list_contains(hosts, k.host_region))
      AND (levels IS NULL OR k.class_id IN (
          SELECT e.class_id FROM class_level e
          WHERE e.month BETWEEN date_from AND date_to AND list_contains(levels, e.level_code)))
      AND (regions IS NULL OR list_contains(regions, k.host_region) OR k.class_id IN (
          SELECT e.class_id FROM class_region e
          WHERE e.month BETWEEN date_from AND date_to AND list_contains(regions, e.region_code)));

-- The same for a row of any other table of sums, none of them anonymous.
CREATE OR REPLACE MACRO in_scope(month, region_code, level_code, train_type, regions, levels, types, date_from, date_to) AS
    in_span(month, level_code, train_type, levels, types, date_from, date_to)
    AND in_region(region_code, FALSE, regions, regions);

-- Who is in service on the last day, and who of them completed a class in the period? Read from persons where it is asked for
-- several types: somebody may have done both.
CREATE OR REPLACE MACRO selected_reach(regions, levels, types, date_from, date_to) AS TABLE
    SELECT region_code, level_code, sum(population) AS population, sum(reached) AS reached
    FROM (
        SELECT region_code, level_code, population, 0 AS reached FROM population_month WHERE month = date_to
        UNION ALL
        SELECT region_code, level_code, 0, people FROM reach_month
        WHERE month = date_to AND last_month >= date_from
          AND train_type = CASE WHEN types IS NULL THEN '*' WHEN len(types) = 1 THEN types[1] END
        UNION ALL
        SELECT region_code, level_code, 0, 1 FROM person_spell
        WHERE len(types) > 1 AND valid_from <= last_day(date_to) AND valid_to >= last_day(date_to) AND cadre_id IN (
            SELECT cadre_id FROM person_completion WHERE month BETWEEN date_from AND date_to AND list_contains(types, train_type))
    )
    WHERE (regions IS NULL OR list_contains(regions, region_code)) AND (levels IS NULL OR list_contains(levels, level_code))
    GROUP BY ALL;
