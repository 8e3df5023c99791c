CREATE SCHEMA "read_models";
--> statement-breakpoint
CREATE TABLE "read_models"."address_health" (
	"key" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"subject_id" text NOT NULL,
	"last" jsonb NOT NULL,
	"outcome" jsonb
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"email_verified_at" timestamp(3) with time zone,
	"role" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "users_email" UNIQUE("email"),
	CONSTRAINT "users_role" CHECK ("users"."role" in ('user', 'support', 'admin'))
);
--> statement-breakpoint
CREATE TABLE "verification_tokens" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"used_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "read_models"."contacts" (
	"key" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"user_id" text NOT NULL,
	"subject_id" text,
	"address" text,
	"changed_at" timestamp(3) with time zone NOT NULL,
	"event_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."dead_letters" (
	"id" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"subject_id" text,
	"signature" text NOT NULL,
	"provider" text NOT NULL,
	"failure" text NOT NULL,
	"adapter_version" integer NOT NULL,
	"received_at" timestamp(3) with time zone NOT NULL,
	"state" text NOT NULL,
	"size_bytes" integer,
	"erased" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."decisions" (
	"message_id" text PRIMARY KEY NOT NULL,
	"notification_id" text,
	"channel" text NOT NULL,
	"category" text NOT NULL,
	"decided_at" timestamp(3) with time zone NOT NULL,
	"event_id" text NOT NULL,
	"verdict" text NOT NULL,
	"rule" text,
	"ask_again_at" timestamp(3) with time zone,
	"checks" jsonb NOT NULL
);
--> statement-breakpoint
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
CREATE TABLE "read_models"."ledger" (
	"block" integer PRIMARY KEY NOT NULL,
	"first_position" bigint NOT NULL,
	"last_position" bigint NOT NULL,
	"events" integer NOT NULL,
	"previous_hash" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	"entries" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "local_mails" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "local_mails_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"recipient" text NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"html" text NOT NULL,
	"sent_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."messages" (
	"message_id" text PRIMARY KEY NOT NULL,
	"subject_id" text,
	"notification_id" text,
	"channel" text NOT NULL,
	"provider" text,
	"provider_message_id" text,
	"recipient" text,
	"subject_line" text,
	"category" text,
	"template" text,
	"status" text NOT NULL,
	"status_at" timestamp(3) with time zone NOT NULL,
	"status_reason" text,
	"status_codes" jsonb,
	"skip_reason" text,
	"engagement" text NOT NULL,
	"human_opens" integer NOT NULL,
	"machine_opens" integer NOT NULL,
	"clicks" integer NOT NULL,
	"reads" integer DEFAULT 0 NOT NULL,
	"converted_value" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"visits" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"first_at" timestamp(3) with time zone NOT NULL,
	"last_at" timestamp(3) with time zone NOT NULL,
	"times" jsonb NOT NULL,
	"counts" jsonb NOT NULL,
	"positions" bigint[] NOT NULL,
	"erased" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."preferences" (
	"user_id" text PRIMARY KEY NOT NULL,
	"wishes" jsonb NOT NULL,
	"pause" jsonb,
	"quiet_hours" jsonb
);
--> statement-breakpoint
CREATE TABLE "projections" (
	"name" text NOT NULL,
	"slot" text NOT NULL,
	"version" integer NOT NULL,
	"position" bigint NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "projections_name_slot_pk" PRIMARY KEY("name","slot")
);
--> statement-breakpoint
CREATE TABLE "sign_in_limits" (
	"key" text NOT NULL,
	"window_start" timestamp(3) with time zone NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "sign_in_limits_key_window_start_pk" PRIMARY KEY("key","window_start")
);
--> statement-breakpoint
CREATE TABLE "subjects" (
	"subject_id" text PRIMARY KEY NOT NULL,
	"salt" "bytea",
	"erased_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "read_models"."suppressions" (
	"key" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"subject_id" text NOT NULL,
	"address" text,
	"cells" jsonb NOT NULL,
	"reasons" text[] NOT NULL,
	"ends" jsonb NOT NULL,
	"since" timestamp(3) with time zone,
	"expires_at" timestamp(3) with time zone
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "address_health_subject" ON "read_models"."address_health" USING btree ("subject_id","channel");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "verification_tokens_expiry" ON "verification_tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "contacts_user" ON "read_models"."contacts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "contacts_subject" ON "read_models"."contacts" USING btree ("subject_id","channel","user_id");--> statement-breakpoint
CREATE INDEX "dead_letters_signature" ON "read_models"."dead_letters" USING btree ("state","signature","received_at","id");--> statement-breakpoint
CREATE INDEX "dead_letters_subject" ON "read_models"."dead_letters" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "decisions_notification" ON "read_models"."decisions" USING btree ("notification_id","decided_at","message_id");--> statement-breakpoint
CREATE INDEX "event_duplicates_fingerprint" ON "event_duplicates" USING btree ("fingerprint");--> statement-breakpoint
CREATE INDEX "events_stream" ON "events" USING btree ("stream","position");--> statement-breakpoint
CREATE INDEX "messages_newest" ON "read_models"."messages" USING btree ("first_at","message_id");--> statement-breakpoint
CREATE INDEX "messages_status_newest" ON "read_models"."messages" USING btree ("status","first_at","message_id");--> statement-breakpoint
CREATE INDEX "messages_recipient" ON "read_models"."messages" USING btree ("recipient" text_pattern_ops,"first_at","message_id");--> statement-breakpoint
CREATE INDEX "messages_provider_message" ON "read_models"."messages" USING btree ("provider_message_id" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "messages_id_prefix" ON "read_models"."messages" USING btree ("message_id" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "messages_subject" ON "read_models"."messages" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "messages_notification" ON "read_models"."messages" USING btree ("notification_id");--> statement-breakpoint
CREATE INDEX "sign_in_limits_window" ON "sign_in_limits" USING btree ("window_start");--> statement-breakpoint
CREATE INDEX "suppressions_newest" ON "read_models"."suppressions" USING btree ("since","key") WHERE since is not null;--> statement-breakpoint
CREATE INDEX "suppressions_channel_newest" ON "read_models"."suppressions" USING btree ("channel","since","key") WHERE since is not null;--> statement-breakpoint
CREATE INDEX "suppressions_reasons" ON "read_models"."suppressions" USING gin ("reasons") WHERE since is not null;--> statement-breakpoint
CREATE INDEX "suppressions_address" ON "read_models"."suppressions" USING btree (lower(address) text_pattern_ops) WHERE since is not null;--> statement-breakpoint
CREATE INDEX "suppressions_subject" ON "read_models"."suppressions" USING btree ("subject_id");