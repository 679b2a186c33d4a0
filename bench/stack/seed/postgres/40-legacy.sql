SET client_encoding = 'UTF8';
CREATE TABLE "Größe" (name text);
INSERT INTO "Größe" VALUES ('Straße'), ('façade'), ('naïve');
