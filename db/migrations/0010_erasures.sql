CREATE TABLE "embedded_sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."erasures" (
	"erasure_id" text PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"user_ids" text[],
	"language" text,
	"requested_at" timestamp(3) with time zone,
	"decided_at" timestamp(3) with time zone,
	"decided_by" text,
	"reason" text
);
--> statement-breakpoint
CREATE INDEX "embedded_sessions_person" ON "embedded_sessions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "embedded_sessions_expiry" ON "embedded_sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "erasures_status_oldest" ON "read_models"."erasures" USING btree ("status","requested_at","erasure_id");