-- Adds rows of about a thousand bytes each, as shops have them: numbers, times, states, sentences, and some noise.
-- Needs the variable `rows`.
CREATE TABLE IF NOT EXISTS app.grown (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz, customer int, state text, amount numeric(12, 2),
  token text, body text
);
CREATE TEMP TABLE words AS
  SELECT n, string_agg(substr(md5((n * 100 + i)::text), 1, 3 + (n + i) % 6), ' ') AS sentence
  FROM generate_series(0, 999) n, generate_series(1, 45) i GROUP BY n;
ANALYZE words;
INSERT INTO app.grown (at, customer, state, amount, token, body)
  SELECT '2026-01-01 00:00:00+00'::timestamptz + i * interval '1 second', i % 20011,
    (ARRAY['new', 'paid', 'shipped', 'cancelled'])[1 + i % 4], (i * 7919 % 1000000) / 100.0,
    md5(i::text || 'a') || md5(i::text || 'b'), a.sentence || '. ' || noise.words || '. ' || b.sentence
  FROM generate_series(1, :rows) i
  JOIN words a ON a.n = i % 1000 JOIN words b ON b.n = i * 31 % 997,
  LATERAL (SELECT string_agg(md5(i || '-' || j), ' ') AS words FROM generate_series(1, 10) j) noise;
