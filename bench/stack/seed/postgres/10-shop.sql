-- The main database: every kind of object that a dump has to carry.
CREATE EXTENSION pg_trgm;
CREATE SCHEMA app AUTHORIZATION app_owner;
CREATE EXTENSION hstore SCHEMA app;
CREATE SCHEMA "odd, schema";
CREATE SCHEMA "pg temp-like ""x""";
SET search_path = app, public;

CREATE TYPE order_state AS ENUM ('new', 'paid', 'it''s shipped', 'cancelled');
CREATE DOMAIN email AS text CHECK (value ~ '^[^@\s]+@[^@\s]+$');
CREATE TYPE money_amount AS (amount numeric(12, 2), currency char(3));

CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY (START WITH 1000 INCREMENT BY 7) PRIMARY KEY,
  email email UNIQUE,
  name text NOT NULL,
  attributes hstore,
  profile jsonb NOT NULL DEFAULT '{}',
  tags text[],
  favourite_order bigint,
  created timestamptz NOT NULL DEFAULT '2026-01-01 00:00:00+00'
);
CREATE TABLE orders (
  id serial PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE,
  state order_state NOT NULL DEFAULT 'new',
  net numeric(12, 2) NOT NULL,
  gross numeric(12, 2) GENERATED ALWAYS AS (net * 1.19) STORED,
  paid money_amount,
  period daterange,
  note text
);
-- Two tables that refer to each other.
ALTER TABLE customers ADD CONSTRAINT favourite FOREIGN KEY (favourite_order) REFERENCES orders DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX orders_note_trgm ON orders USING gin (note gin_trgm_ops);
CREATE UNIQUE INDEX customers_lower_email ON customers (lower(email)) WHERE email IS NOT NULL;
ALTER TABLE orders ADD CONSTRAINT no_overlap EXCLUDE USING gist (period WITH &&) WHERE (period IS NOT NULL);

INSERT INTO customers (email, name, attributes, profile, tags)
  SELECT 'c' || i || '@example.test', 'Customer ' || i, hstore('n', i::text), jsonb_build_object('n', i, 'ü', '"'), ARRAY['a', NULL, i::text]
  FROM generate_series(1, 2000) i;
INSERT INTO orders (customer_id, state, net, paid, note)
  SELECT 1000 + 7 * (i % 2000), (ARRAY['new', 'paid', 'it''s shipped', 'cancelled'])[1 + i % 4]::order_state, i / 100.0, ROW(i, 'EUR')::money_amount, 'order note ' || md5(i::text)
  FROM generate_series(1, 8000) i;
UPDATE customers SET favourite_order = (id - 1000) / 7 + 1 WHERE id < 3000;
DELETE FROM orders WHERE id % 97 = 0 AND id > 3000;

-- Text and bytes that break careless readers of COPY.
CREATE TABLE nasty (id int PRIMARY KEY, words text, bytes bytea);
INSERT INTO nasty VALUES
  (1, E'two\nlines', '\x0a'), (2, E'\\.', '\x5c2e0a'), (3, E'before\n\\.\nafter', '\x00ff0a0d'), (4, E'tab\there', '\x'),
  (5, '', NULL), (6, NULL, '\x0a0a0a0a'), (7, '\N', '\x5c4e'), (8, E'carriage\r\nreturn', decode(repeat('0a', 100000), 'hex')),
  (9, repeat('long ', 50000), NULL), (10, E'COPY app.nasty (id) FROM stdin;\n1\n\\.\n', NULL), (11, 'ünï€ 🚀 日本', NULL),
  (12, E'\b\f\v\x01\x7f', NULL);

CREATE TABLE nothing (id int);
CREATE TABLE no_columns ();
INSERT INTO no_columns DEFAULT VALUES;
INSERT INTO no_columns DEFAULT VALUES;
CREATE UNLOGGED TABLE unlogged_counts AS SELECT i AS id, i * i AS square FROM generate_series(1, 500) i;

CREATE TABLE events (at timestamptz NOT NULL, kind text NOT NULL, payload jsonb) PARTITION BY RANGE (at);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (kind);
CREATE TABLE events_2025_click PARTITION OF events_2025 FOR VALUES IN ('click');
CREATE TABLE events_2025_rest PARTITION OF events_2025 DEFAULT;
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE events_default PARTITION OF events DEFAULT;
INSERT INTO events
  SELECT '2025-06-01 00:00:00+00'::timestamptz + i * interval '1 hour', (ARRAY['click', 'view', 'buy'])[1 + i % 3], jsonb_build_object('i', i)
  FROM generate_series(1, 9000) i;
INSERT INTO events VALUES ('1999-01-01', 'old', NULL);

CREATE TABLE parent (id int, note text);
CREATE TABLE child (extra text) INHERITS (parent);
INSERT INTO parent VALUES (1, 'p');
INSERT INTO child VALUES (2, 'c', 'e');

-- Names.
CREATE TABLE "odd, schema"."table with ""quotes"", 'apostrophes' and
a newline" ("column
with newline" int, "Ünïcode" text, "select" text, "$(touch pwned)" text);
INSERT INTO "odd, schema"."table with ""quotes"", 'apostrophes' and
a newline" SELECT i, 'ü', 's', NULL FROM generate_series(1, 11) i;
CREATE TABLE "odd, schema"."FROM stdin;" ("COPY x (y) FROM stdin;" text);
INSERT INTO "odd, schema"."FROM stdin;" VALUES ('a'), (E'\\.'), ('c');
CREATE TABLE "pg temp-like ""x"""."日本語 テーブル" (id int);
INSERT INTO "pg temp-like ""x"""."日本語 テーブル" VALUES (1), (2), (3);
CREATE TABLE "odd, schema"."a.b" (id int);
CREATE TABLE public.same_name (id int);
CREATE TABLE "odd, schema".same_name (id int);
INSERT INTO "odd, schema".same_name VALUES (1);

-- Sequences at odd values.
SELECT setval('orders_id_seq', 123457);
CREATE SEQUENCE never_called START 50;
CREATE SEQUENCE downwards INCREMENT -3 MINVALUE -1000 MAXVALUE 10 START 10 CYCLE CACHE 5;
SELECT nextval('downwards'), nextval('downwards');
CREATE SEQUENCE not_called_yet;
SELECT setval('not_called_yet', 999, false);
CREATE TABLE by_default (id int GENERATED BY DEFAULT AS IDENTITY, v int);
INSERT INTO by_default (id, v) OVERRIDING SYSTEM VALUE VALUES (77, 1);

-- Large objects, one with an owner, rights and a comment of its own.
SELECT lo_from_bytea(424242, decode(repeat('00ff0a5c', 50000), 'hex'));
SELECT lo_from_bytea(424243, '');
SELECT lo_from_bytea(424244, 'hello large object');
ALTER LARGE OBJECT 424242 OWNER TO app_owner;
GRANT SELECT ON LARGE OBJECT 424242 TO app_ro;
COMMENT ON LARGE OBJECT 424242 IS 'a picture';

-- Code.
CREATE FUNCTION add_tax(net numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS $body$ SELECT net * 1.19 $body$;
CREATE FUNCTION touch_customer() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.profile := NEW.profile || jsonb_build_object('touched', true);
  RETURN NEW;
END
$body$;
CREATE PROCEDURE "odd, schema"."do nothing"() LANGUAGE sql AS 'SELECT 1';
CREATE TRIGGER touch BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION touch_customer();
CREATE TRIGGER disabled AFTER DELETE ON customers FOR EACH ROW EXECUTE FUNCTION touch_customer();
ALTER TABLE customers DISABLE TRIGGER disabled;
CREATE AGGREGATE product(numeric) (SFUNC = numeric_mul, STYPE = numeric, INITCOND = '1');
CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq);
CREATE VIEW paid_orders WITH (security_barrier) AS SELECT id, gross FROM orders WHERE state = 'paid';
CREATE RULE paid_orders_delete AS ON DELETE TO paid_orders DO INSTEAD NOTHING;
CREATE MATERIALIZED VIEW totals AS SELECT customer_id, sum(gross) AS total FROM orders GROUP BY customer_id ORDER BY customer_id;
CREATE UNIQUE INDEX ON totals (customer_id);
CREATE MATERIALIZED VIEW totals_unfilled AS SELECT * FROM totals WITH NO DATA;
CREATE COLLATION german (provider = icu, locale = 'de-DE');
CREATE STATISTICS orders_stats (dependencies) ON customer_id, state FROM orders;
-- A filter on the key only: any other column would forbid every update of the table.
CREATE PUBLICATION shop_publication FOR TABLE orders WHERE (id > 10);
CREATE TEXT SEARCH CONFIGURATION shop_search (COPY = simple);

-- Rights and row-level security, which stops a dump by a role that does not bypass it.
ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_orders ON orders FOR SELECT TO app_ro USING (state <> 'cancelled');
ALTER TABLE customers OWNER TO app_owner;
GRANT SELECT (id, name) ON customers TO app_ro;
GRANT ALL ON ALL SEQUENCES IN SCHEMA app TO app_rw;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA app GRANT SELECT ON TABLES TO app_ro;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA app TO app_ro, "odd role ""quoted"" ü $(id)";
COMMENT ON TABLE nasty IS E'a comment\nof two lines';
COMMENT ON COLUMN nasty.words IS 'it''s nasty';

-- The event trigger comes last, since it would see everything above.
CREATE FUNCTION note_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $body$ BEGIN PERFORM 1; END $body$;
CREATE EVENT TRIGGER note_ddl ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION note_ddl();
ANALYZE;
