-- Roles and databases. Runs in the database `shop` of a fresh cluster.
CREATE ROLE app_owner NOLOGIN;
CREATE ROLE app_rw LOGIN PASSWORD 'rw-Secret-1' CONNECTION LIMIT 50 VALID UNTIL '2099-12-31 00:00:00+00';
CREATE ROLE app_ro LOGIN PASSWORD 'ro-Secret-2' NOINHERIT;
CREATE ROLE reporting NOLOGIN CREATEDB;
CREATE ROLE "odd role ""quoted"" ü $(id)" LOGIN PASSWORD 'odd''Secret"3\';
CREATE ROLE "-dash" NOLOGIN;
GRANT app_owner TO app_rw WITH ADMIN OPTION;
GRANT reporting TO app_ro;
GRANT pg_read_all_data TO reporting;
COMMENT ON ROLE app_rw IS 'the application''s own role';
ALTER ROLE app_rw SET statement_timeout = '30s';
ALTER ROLE app_ro SET default_transaction_read_only = on;
ALTER ROLE app_rw IN DATABASE shop SET search_path = app, public;
ALTER ROLE "odd role ""quoted"" ü $(id)" SET work_mem = '8MB';

CREATE DATABASE analytics OWNER reporting TEMPLATE template0 ENCODING 'UTF8'
  LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C.UTF-8';
CREATE DATABASE "-odd ""db"" $(touch x) 'ü" OWNER "odd role ""quoted"" ü $(id)";
CREATE DATABASE "key=value" OWNER app_owner;
CREATE DATABASE legacy TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C' CONNECTION LIMIT 7;
CREATE DATABASE "empty";
CREATE DATABASE shop_template IS_TEMPLATE true;
CREATE DATABASE frozen;
ALTER DATABASE frozen ALLOW_CONNECTIONS false;

REVOKE CONNECT, TEMPORARY ON DATABASE shop FROM PUBLIC;
GRANT CONNECT ON DATABASE shop TO app_rw WITH GRANT OPTION;
GRANT CONNECT, TEMPORARY ON DATABASE shop TO app_ro;
GRANT CREATE ON DATABASE analytics TO app_rw;
ALTER DATABASE shop SET search_path = app, public, "odd, schema";
ALTER DATABASE shop SET timezone = 'Europe/Berlin';
ALTER DATABASE shop SET shop.tenant = 'ten''ant "1" ü';
ALTER DATABASE analytics SET default_statistics_target = 250;
COMMENT ON DATABASE shop IS 'the shop''s "main" database ü';
COMMENT ON DATABASE analytics IS 'numbers';
