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

CREATE OR REPLACE MACRO selected_needs(regions, cities, levels, date_from, date_to) AS TABLE
    SELECT * FROM need_month
    WHERE in_span(month, level_code, NULL, levels, NULL, date_from, date_to)
      AND in_region(region_code, FALSE, regions, cities);

-- A class and all that is counted of it have one month; said of both, other months need not be read.
CREATE OR REPLACE MACRO selected_classes(regions, hosts, levels, types, date_from, date_to) AS TABLE
    SELECT * FROM dim_class k
    WHERE k.month BETWEEN date_from AND date_to
      AND (types IS NULL OR list_contains(types, k.train_type))
      AND (hosts IS NULL OR list_contains(hosts, k.host_region))
      AND (levels IS NULL OR k.class_id IN (
          SELECT e.class_id FROM effect_class e
          WHERE e.month BETWEEN date_from AND date_to AND e.enrolled > 0 AND list_contains(levels, e.level_code)))
      AND (regions IS NULL OR list_contains(regions, k.host_region) OR k.class_id IN (
          SELECT e.class_id FROM effect_class e
          WHERE e.month BETWEEN date_from AND date_to AND e.enrolled > 0 AND list_contains(regions, e.region_code)));

CREATE OR REPLACE MACRO selected_people(regions, levels, date_from, date_to) AS TABLE
    SELECT cadre_id, region_code, level_code FROM person_spell
    WHERE valid_from <= last_day(date_to) AND valid_to >= last_day(date_to)
      AND (regions IS NULL OR list_contains(regions, region_code))
      AND (levels IS NULL OR list_contains(levels, level_code));

-- The same for a row of any other table of sums, none of them anonymous.
CREATE OR REPLACE MACRO in_scope(month, region_code, level_code, train_type, regions, levels, types, date_from, date_to) AS
    in_span(month, level_code, train_type, levels, types, date_from, date_to)
    AND in_region(region_code, FALSE, regions, regions);
