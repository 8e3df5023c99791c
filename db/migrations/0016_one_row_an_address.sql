-- What reports say of an address stands in the row that says what speaks against it: most reports write both.
ALTER TABLE "read_models"."suppressions" ADD COLUMN "last" jsonb, ADD COLUMN "outcome" jsonb;--> statement-breakpoint
-- A rebuild under way fills a copy that was made without them; another version's begins again.
ALTER TABLE IF EXISTS "read_models_next"."suppressions" ADD COLUMN IF NOT EXISTS "last" jsonb, ADD COLUMN IF NOT EXISTS "outcome" jsonb;--> statement-breakpoint
UPDATE "read_models"."suppressions" s SET "last" = h."last", "outcome" = h."outcome"
FROM "read_models"."address_health" h WHERE h."key" = s."key";--> statement-breakpoint
INSERT INTO "read_models"."suppressions" ("key", "channel", "subject_id", "cells", "reasons", "last", "outcome")
SELECT h."key", h."channel", h."subject_id", '{}', '{}', h."last", h."outcome" FROM "read_models"."address_health" h
ON CONFLICT ("key") DO NOTHING;--> statement-breakpoint
-- What one of them had read and the other not is read again by both, which changes nothing that is known already.
UPDATE "projections" SET "position" = least("position", (
  SELECT coalesce(max("position"), 0) FROM "projections" WHERE "name" = 'address-health' AND "slot" = 'live'
)) WHERE "name" = 'suppressions' AND "slot" = 'live';
-- The table itself stays for the build that is being replaced, which reads and writes it; the next migration may drop it,
-- with what "projections" and "rebuilds" say of it.
