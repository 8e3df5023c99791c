-- The event store is append-only, whoever asks: even the owner of the table is refused.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'events is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "events_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "events"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
-- Stays on when session_replication_role would switch ordinary triggers off.
ALTER TABLE "events" ENABLE ALWAYS TRIGGER "events_append_only";
--> statement-breakpoint
-- The role the app should run as. Where the migrating role may not create roles, the trigger alone guards the table.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'earshot_app') THEN
    CREATE ROLE "earshot_app" NOLOGIN;
  END IF;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
  WHEN insufficient_privilege THEN RAISE NOTICE 'role earshot_app was not created: the migrating role may not create roles';
END $$;
--> statement-breakpoint
-- Where a rebuild grows, and where the tables it replaced are kept until they are dropped.
CREATE SCHEMA "read_models_next";
--> statement-breakpoint
CREATE SCHEMA "read_models_old";
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'earshot_app') THEN
    GRANT USAGE ON SCHEMA "public", "read_models", "read_models_next" TO "earshot_app";
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "public", "read_models" TO "earshot_app";
    REVOKE UPDATE, DELETE, TRUNCATE ON "events" FROM "earshot_app";
    ALTER DEFAULT PRIVILEGES IN SCHEMA "public", "read_models", "read_models_next"
      GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "earshot_app";
    ALTER DEFAULT PRIVILEGES IN SCHEMA "public" GRANT USAGE ON SEQUENCES TO "earshot_app";
  END IF;
END $$;
