CREATE TABLE "read_models"."api_keys" (
	"key_id" text PRIMARY KEY NOT NULL,
	"name" text,
	"scopes" text[],
	"created_at" timestamp(3) with time zone,
	"created_by" text,
	"revoked_at" timestamp(3) with time zone,
	"revoked_by" text
);
--> statement-breakpoint
CREATE INDEX "api_keys_newest" ON "read_models"."api_keys" USING btree ("created_at","key_id");