CREATE TABLE "read_models"."alerts" (
	"alert_id" text PRIMARY KEY NOT NULL,
	"rule" text,
	"scope" jsonb,
	"severity" text,
	"marks" jsonb,
	"raised_at" timestamp(3) with time zone,
	"worsened_at" timestamp(3) with time zone,
	"resolved_at" timestamp(3) with time zone,
	"acknowledged_at" timestamp(3) with time zone,
	"acknowledged_by" text,
	"measured" jsonb NOT NULL,
	"causes" jsonb NOT NULL,
	"told" jsonb NOT NULL
);
--> statement-breakpoint
CREATE INDEX "alerts_open" ON "read_models"."alerts" USING btree ("raised_at","alert_id") WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX "alerts_resolved" ON "read_models"."alerts" USING btree ("resolved_at","alert_id") WHERE resolved_at is not null;