CREATE TABLE "read_models"."sunsets" (
	"subject_id" text PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"episode" integer NOT NULL,
	"notification_id" text NOT NULL,
	"asked_at" timestamp(3) with time zone NOT NULL,
	"grace_days" integer NOT NULL,
	"due_at" timestamp(3) with time zone NOT NULL,
	"settled_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE INDEX "sunsets_status" ON "read_models"."sunsets" USING btree ("status","subject_id");
