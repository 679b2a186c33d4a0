CREATE TABLE "t" (id int GENERATED ALWAYS AS IDENTITY, "v v" text);
INSERT INTO "t" ("v v") SELECT 'row ' || i FROM generate_series(1, 25) i;
CREATE TABLE "-t ""q"" $(id)" (id int);
INSERT INTO "-t ""q"" $(id)" VALUES (1);
