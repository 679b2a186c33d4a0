-- What every Postgres from 15 on can hold without extensions or ICU; the counts are known to the tests by pg_dump alone.
CREATE ROLE app_owner NOLOGIN;
CREATE SCHEMA "odd, schema" AUTHORIZATION app_owner;
CREATE TYPE state AS ENUM ('new', 'it''s done');
CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, state state, profile jsonb);
INSERT INTO customers (name, state, profile) SELECT 'Customer ' || i, 'new', jsonb_build_object('n', i) FROM generate_series(1, 1500) i;
CREATE TABLE orders (id serial PRIMARY KEY, customer_id bigint REFERENCES customers, net numeric, gross numeric GENERATED ALWAYS AS (net * 1.19) STORED);
INSERT INTO orders (customer_id, net) SELECT 1 + i % 1500, i / 100.0 FROM generate_series(1, 4000) i;
CREATE TABLE nasty (id int, words text, bytes bytea);
INSERT INTO nasty VALUES (1, E'two\nlines', '\x0a'), (2, E'\\.', '\x5c2e0a'), (3, E'a\n\\.\nb', NULL), (4, '', '\x'), (5, NULL, NULL), (6, '\N', '\x5c4e');
CREATE TABLE "odd, schema"."table with ""quotes"" and
a newline" ("column
too" int);
INSERT INTO "odd, schema"."table with ""quotes"" and
a newline" VALUES (1), (2), (3);
CREATE TABLE nothing (id int);
CREATE TABLE no_columns ();
INSERT INTO no_columns DEFAULT VALUES;
CREATE UNLOGGED TABLE unlogged AS SELECT i FROM generate_series(1, 50) i;
CREATE TABLE events (at date, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
INSERT INTO events SELECT '2026-06-01'::date + i, 'view' FROM generate_series(1, 400) i;
CREATE MATERIALIZED VIEW totals AS SELECT customer_id, sum(net) FROM orders GROUP BY 1 ORDER BY 1;
SELECT setval('orders_id_seq', 98765);
SELECT lo_from_bytea(4242, decode(repeat('00ff0a5c', 20000), 'hex'));
SELECT lo_from_bytea(4243, '');
ALTER DATABASE shop SET timezone = 'Europe/Berlin';
COMMENT ON DATABASE shop IS 'the shop''s "main" database ü';
