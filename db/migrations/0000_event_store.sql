CREATE TABLE "event_duplicates" (
	"source" text NOT NULL,
	"source_event_id" text NOT NULL,
	"fingerprint" text NOT NULL,
	"times" integer NOT NULL,
	"last_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "event_duplicates_source_source_event_id_pk" PRIMARY KEY("source","source_event_id")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "events_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"stream" text NOT NULL,
	"type" text NOT NULL,
	"schema_version" integer NOT NULL,
	"occurred_at" timestamp(3) with time zone NOT NULL,
	"received_at" timestamp(3) with time zone NOT NULL,
	"recorded_at" timestamp(3) with time zone NOT NULL,
	"source" text NOT NULL,
	"source_event_id" text NOT NULL,
	"fingerprint" text NOT NULL,
	"data" jsonb NOT NULL,
	"subject_id" text,
	"sealed" "bytea",
	"actor" text,
	"causation" text,
	"correlation" text,
	"verification" jsonb,
	CONSTRAINT "events_source_event_id" UNIQUE("source","source_event_id"),
	CONSTRAINT "events_fingerprint" UNIQUE("fingerprint")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"message_id" text PRIMARY KEY NOT NULL,
	"subject_id" text,
	"channel" text NOT NULL,
	"provider" text NOT NULL,
	"provider_message_id" text,
	"recipient" text,
	"subject_line" text,
	"category" text,
	"template" text,
	"status" text NOT NULL,
	"status_at" timestamp(3) with time zone NOT NULL,
	"status_reason" text,
	"status_codes" jsonb,
	"engagement" text NOT NULL,
	"human_opens" integer NOT NULL,
	"machine_opens" integer NOT NULL,
	"clicks" integer NOT NULL,
	"first_at" timestamp(3) with time zone NOT NULL,
	"last_at" timestamp(3) with time zone NOT NULL,
	"times" jsonb NOT NULL,
	"counts" jsonb NOT NULL,
	"positions" bigint[] NOT NULL,
	"erased" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "projections" (
	"name" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"position" bigint NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subjects" (
	"subject_id" text PRIMARY KEY NOT NULL,
	"salt" "bytea",
	"erased_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE INDEX "event_duplicates_fingerprint" ON "event_duplicates" USING btree ("fingerprint");--> statement-breakpoint
CREATE INDEX "events_stream" ON "events" USING btree ("stream","position");--> statement-breakpoint
CREATE INDEX "messages_newest" ON "messages" USING btree ("first_at" DESC NULLS LAST,"message_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "messages_status_newest" ON "messages" USING btree ("status","first_at" DESC NULLS LAST,"message_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "messages_recipient" ON "messages" USING btree ("recipient" text_pattern_ops,"first_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "messages_provider_message" ON "messages" USING btree ("provider_message_id");--> statement-breakpoint
CREATE INDEX "messages_subject" ON "messages" USING btree ("subject_id");