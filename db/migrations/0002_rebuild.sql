-- Rebuilds create, swap and drop tables, which the app's role may not. These run with the owner's rights, and reach
-- the three schemas of read models alone: what is true cannot be touched through them.
CREATE FUNCTION "begin_rebuild"(tables text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name text;
  definition text;
BEGIN
  FOREACH name IN ARRAY tables LOOP
    EXECUTE format('DROP TABLE IF EXISTS read_models_next.%I', name);
    EXECUTE format('CREATE TABLE read_models_next.%1$I (LIKE read_models.%1$I INCLUDING ALL EXCLUDING INDEXES)', name);
    -- Under their own names, which LIKE would not keep and later migrations refer to.
    FOR definition IN
      SELECT format('ALTER TABLE read_models_next.%I ADD CONSTRAINT %I %s', name, c.conname, pg_get_constraintdef(c.oid))
      FROM pg_constraint c
      WHERE c.conrelid = format('read_models.%I', name)::regclass AND c.contype IN ('p', 'u')
    LOOP
      EXECUTE definition;
    END LOOP;
    FOR definition IN
      SELECT regexp_replace(pg_get_indexdef(i.indexrelid), ' ON read_models\.', ' ON read_models_next.')
      FROM pg_index i
      WHERE i.indrelid = format('read_models.%I', name)::regclass
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))
    LOOP
      EXECUTE definition;
    END LOOP;
  END LOOP;
END $$;
--> statement-breakpoint
CREATE FUNCTION "swap_rebuild"(tables text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY tables LOOP
    EXECUTE format('DROP TABLE IF EXISTS read_models_old.%I', name);
    EXECUTE format('ALTER TABLE read_models.%I SET SCHEMA read_models_old', name);
    EXECUTE format('ALTER TABLE read_models_next.%I SET SCHEMA read_models', name);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE FUNCTION "drop_rebuild"(tables text[], which text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name text;
BEGIN
  IF which NOT IN ('next', 'old') THEN
    RAISE EXCEPTION 'only next and old tables can be dropped, not %', which;
  END IF;
  FOREACH name IN ARRAY tables LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I.%I', 'read_models_' || which, name);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION "begin_rebuild"(text[]), "swap_rebuild"(text[]), "drop_rebuild"(text[], text) FROM PUBLIC;
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'earshot_app') THEN
    GRANT EXECUTE ON FUNCTION "begin_rebuild"(text[]), "swap_rebuild"(text[]), "drop_rebuild"(text[], text) TO "earshot_app";
  END IF;
END $$;
