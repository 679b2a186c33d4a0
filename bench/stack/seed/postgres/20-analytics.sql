CREATE EXTENSION tablefunc;
CREATE SCHEMA facts AUTHORIZATION reporting;
CREATE TABLE facts.visits (day date, page text, visits int, PRIMARY KEY (day, page));
INSERT INTO facts.visits SELECT '2026-01-01'::date + i / 20, '/page/' || i % 20, i FROM generate_series(0, 4999) i;
CREATE MATERIALIZED VIEW facts.by_day AS SELECT day, sum(visits) AS visits FROM facts.visits GROUP BY day ORDER BY day;
SELECT lo_from_bytea(0, 'a large object without a fixed number');
ANALYZE;
