CREATE TABLE "waiting_indexes" (
	"slot" text NOT NULL,
	"table_name" text NOT NULL,
	"definition" text NOT NULL,
	CONSTRAINT "waiting_indexes_slot_definition_pk" PRIMARY KEY("slot","definition")
);
--> statement-breakpoint
-- The app may ask for an index that waits; what it is was written down here.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'earshot_app') THEN
    REVOKE INSERT, UPDATE, DELETE ON "waiting_indexes" FROM "earshot_app";
  END IF;
END $$;
--> statement-breakpoint
-- The indexes of a table but for those of its constraints. What finds the rows of an erased person cannot wait, or each
-- erasure on the way would look at every row; the others are for those who search.
CREATE FUNCTION "indexes_of"("of_table" regclass) RETURNS TABLE (name text, definition text, can_wait boolean) LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.relname, pg_get_indexdef(i.indexrelid), pg_get_indexdef(i.indexrelid, 1, false) <> 'subject_id'
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE i.indrelid = of_table
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
$$;
--> statement-breakpoint
CREATE FUNCTION "defer_indexes"(tables text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name text;
  has_rows boolean;
  index record;
BEGIN
  FOREACH name IN ARRAY tables LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM read_models.%I)', name) INTO has_rows;
    CONTINUE WHEN has_rows;
    FOR index IN SELECT * FROM public.indexes_of(format('read_models.%I', name)::regclass) i WHERE i.can_wait LOOP
      INSERT INTO public.waiting_indexes (slot, table_name, definition) VALUES ('live', name, index.definition);
      EXECUTE format('DROP INDEX read_models.%I', index.name);
    END LOOP;
  END LOOP;
END $$;
--> statement-breakpoint
-- Makes one of the indexes that wait. False when there was none.
CREATE FUNCTION "make_index"(which text, tables text[]) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  waiting record;
BEGIN
  DELETE FROM public.waiting_indexes w
  WHERE w.slot = which AND w.definition = (
    SELECT definition FROM public.waiting_indexes
    WHERE slot = which AND table_name = ANY(tables) ORDER BY definition LIMIT 1
  ) RETURNING * INTO waiting;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  EXECUTE waiting.definition;
  RETURN true;
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION "defer_indexes"(text[]), "make_index"(text, text[]) FROM PUBLIC;
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'earshot_app') THEN
    GRANT EXECUTE ON FUNCTION "defer_indexes"(text[]), "make_index"(text, text[]) TO "earshot_app";
  END IF;
END $$;
--> statement-breakpoint
-- The indexes of a new copy wait until it has caught up. Its live table may itself wait for some.
CREATE OR REPLACE FUNCTION "begin_rebuild"(tables text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name text;
  definition text;
BEGIN
  DELETE FROM public.waiting_indexes WHERE slot = 'next' AND table_name = ANY(tables);
  FOREACH name IN ARRAY tables LOOP
    EXECUTE format('DROP TABLE IF EXISTS read_models_next.%I', name);
    EXECUTE format('CREATE TABLE read_models_next.%1$I (LIKE read_models.%1$I INCLUDING ALL EXCLUDING INDEXES)', name);
    -- LIKE copies how columns are stored, but not how full pages are filled.
    SELECT format('ALTER TABLE read_models_next.%I SET (%s)', name, array_to_string(c.reloptions, ', ')) INTO definition
    FROM pg_class c WHERE c.oid = format('read_models.%I', name)::regclass AND c.reloptions IS NOT NULL;
    IF definition IS NOT NULL THEN
      EXECUTE definition;
    END IF;
    -- Under their own names, which LIKE would not keep and later migrations refer to.
    FOR definition IN
      SELECT format('ALTER TABLE read_models_next.%I ADD CONSTRAINT %I %s', name, c.conname, pg_get_constraintdef(c.oid))
      FROM pg_constraint c
      WHERE c.conrelid = format('read_models.%I', name)::regclass AND c.contype IN ('p', 'u')
    LOOP
      EXECUTE definition;
    END LOOP;
    INSERT INTO public.waiting_indexes (slot, table_name, definition)
    SELECT 'next', name, regexp_replace(live.definition, ' ON read_models\.', ' ON read_models_next.')
    FROM (
      SELECT i.definition FROM public.indexes_of(format('read_models.%I', name)::regclass) i WHERE i.can_wait
      UNION ALL
      SELECT w.definition FROM public.waiting_indexes w WHERE w.slot = 'live' AND w.table_name = name
    ) AS live;
    FOR definition IN
      SELECT regexp_replace(i.definition, ' ON read_models\.', ' ON read_models_next.')
      FROM public.indexes_of(format('read_models.%I', name)::regclass) i WHERE NOT i.can_wait
    LOOP
      EXECUTE definition;
    END LOOP;
  END LOOP;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "swap_rebuild"(tables text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name text;
BEGIN
  IF EXISTS (SELECT FROM public.waiting_indexes w WHERE w.slot = 'next' AND w.table_name = ANY(tables)) THEN
    RAISE EXCEPTION 'the new copy of % waits for its indexes', array_to_string(tables, ', ');
  END IF;
  -- Of the tables that are replaced.
  DELETE FROM public.waiting_indexes WHERE slot = 'live' AND table_name = ANY(tables);
  FOREACH name IN ARRAY tables LOOP
    EXECUTE format('DROP TABLE IF EXISTS read_models_old.%I', name);
    EXECUTE format('ALTER TABLE read_models.%I SET SCHEMA read_models_old', name);
    EXECUTE format('ALTER TABLE read_models_next.%I SET SCHEMA read_models', name);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "drop_rebuild"(tables text[], which text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name text;
BEGIN
  IF which NOT IN ('next', 'old') THEN
    RAISE EXCEPTION 'only next and old tables can be dropped, not %', which;
  END IF;
  DELETE FROM public.waiting_indexes WHERE slot = which AND table_name = ANY(tables);
  FOREACH name IN ARRAY tables LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I.%I', 'read_models_' || which, name);
  END LOOP;
END $$;
