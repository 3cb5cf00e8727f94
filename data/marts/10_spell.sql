-- Who was at which level and in which region, when?
-- grain: cadre_id, valid_from
CREATE TABLE person_spell AS
SELECT c.cadre_id, c.valid_from, coalesce(c.valid_to, DATE '9999-12-31') AS valid_to, c.level_code,
       coalesce(c.region_code, o.region_code, '') AS region_code, coalesce(o.org_tier, '') AS org_tier
FROM acc_cadres c LEFT JOIN acc_org_units o ON o.org_id = c.org_id
ORDER BY c.cadre_id, c.valid_from;
