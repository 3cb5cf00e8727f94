-- Can the organ have such a rank or post? Counsels stand in provincial and prefecture organs, and in leading bodies of
-- counties; townships have neither them nor posts of bureau level (公务员职务与职级并行规定, Art. 10).
-- code: rank_too_high
-- severity: warn
-- checked: count(*) FROM acc_cadres WHERE rank_code IS NOT NULL OR post_level_code IS NOT NULL
SELECT c._src, c._row, CASE WHEN c.rank_code IN ('01', '02', 'P01', 'P02', 'E01') THEN 'rank_code' ELSE 'post_level_code' END
       AS field, coalesce(c.rank_code, c.post_level_code) AS value
FROM acc_cadres c JOIN acc_org_units o USING (org_id)
WHERE (o.org_tier IN ('O3', 'O4') AND c.rank_code IN ('01', 'P01'))
   OR (o.org_tier = 'O4' AND (c.rank_code IN ('02', 'P02', 'E01') OR c.post_level_code IN ('1A11', '1A12', '1A21', '1A22')))
   OR (o.org_tier IN ('O2', 'O3') AND c.post_level_code IN ('1A11', '1A12'))
