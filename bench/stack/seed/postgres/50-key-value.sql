CREATE TABLE settings (key text PRIMARY KEY, value text);
INSERT INTO settings VALUES ('a', '1'), ('b=c', '2');
