CREATE TABLE "read_models"."inbox_entries" (
	"entry_id" text PRIMARY KEY NOT NULL,
	"user_id" text,
	"subject_id" text,
	"requested_at" timestamp(3) with time zone,
	"event_id" text,
	"category" text,
	"criticality" text,
	"channels" text[] NOT NULL,
	"sent_over" text[] NOT NULL,
	"unreachable" boolean NOT NULL,
	"title" text,
	"body" text,
	"searched" text,
	"read_mark" jsonb,
	"archived_mark" jsonb,
	"seen" jsonb,
	"read" boolean,
	"archived" boolean NOT NULL,
	"unread" boolean NOT NULL,
	"erased" boolean NOT NULL
);
--> statement-breakpoint
DROP INDEX "read_models"."messages_subject";--> statement-breakpoint
CREATE INDEX "inbox_entries_user_newest" ON "read_models"."inbox_entries" USING btree ("user_id","requested_at","entry_id");--> statement-breakpoint
CREATE INDEX "inbox_entries_user_unread" ON "read_models"."inbox_entries" USING btree ("user_id","requested_at","entry_id") WHERE unread;--> statement-breakpoint
CREATE INDEX "inbox_entries_subject_newest" ON "read_models"."inbox_entries" USING btree ("subject_id","requested_at","entry_id");--> statement-breakpoint
CREATE INDEX "messages_subject" ON "read_models"."messages" USING btree ("subject_id","first_at","message_id");