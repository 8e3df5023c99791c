ALTER TABLE "read_models"."decisions" DROP COLUMN "checks";--> statement-breakpoint
-- A rebuild under way fills a copy that was made with the column, and goes on without it.
ALTER TABLE IF EXISTS "read_models_next"."decisions" DROP COLUMN IF EXISTS "checks";
