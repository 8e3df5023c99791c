CREATE TABLE "read_models"."audit" (
	"id" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"occurred_at" timestamp(3) with time zone NOT NULL,
	"recorded_at" timestamp(3) with time zone NOT NULL,
	"actor" text,
	"source" text NOT NULL,
	"action" text NOT NULL,
	"target_kind" text NOT NULL,
	"target_id" text NOT NULL,
	"details" jsonb NOT NULL
);--> statement-breakpoint
CREATE TABLE "read_models"."escalations" (
	"notification_id" text PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"plan" jsonb,
	"outcomes" text[] NOT NULL,
	"spent_micros" bigint NOT NULL,
	"step" integer,
	"watched_id" text,
	"intent" jsonb,
	"cancellation" jsonb,
	"end_reason" text,
	"due_at" timestamp(3) with time zone,
	"changed_at" timestamp(3) with time zone NOT NULL
);--> statement-breakpoint
CREATE TABLE "read_models"."notifications" (
	"notification_id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"subject_id" text,
	"category" text NOT NULL,
	"template" text NOT NULL,
	"criticality" text NOT NULL,
	"value" jsonb,
	"idempotency_key" text,
	"data_reference" text,
	"requested_at" timestamp(3) with time zone NOT NULL,
	"requested_by" text,
	"event_id" text NOT NULL,
	"erased" boolean NOT NULL
);--> statement-breakpoint
CREATE TABLE "one_time_tokens" (
	"source" text NOT NULL,
	"token" text NOT NULL,
	"claim" text NOT NULL,
	"claimed_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "one_time_tokens_source_token_pk" PRIMARY KEY("source","token")
);--> statement-breakpoint
CREATE INDEX "escalations_due" ON "read_models"."escalations" USING btree ("due_at","notification_id") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "escalations_status" ON "read_models"."escalations" USING btree ("status","changed_at","notification_id");--> statement-breakpoint
CREATE INDEX "notifications_newest" ON "read_models"."notifications" USING btree ("requested_at","notification_id");--> statement-breakpoint
CREATE INDEX "notifications_user_newest" ON "read_models"."notifications" USING btree ("user_id","requested_at","notification_id");--> statement-breakpoint
CREATE INDEX "notifications_idempotency_key" ON "read_models"."notifications" USING hash ("idempotency_key");--> statement-breakpoint
CREATE INDEX "notifications_reference_newest" ON "read_models"."notifications" USING btree (hashtextextended(data_reference, 0),"requested_at","notification_id") WHERE data_reference is not null;--> statement-breakpoint
CREATE INDEX "notifications_subject" ON "read_models"."notifications" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "one_time_tokens_claimed" ON "one_time_tokens" USING btree ("claimed_at");--> statement-breakpoint
CREATE TABLE "read_models"."delivery_metrics" (
	"hour" timestamp(3) with time zone NOT NULL,
	"channel" text NOT NULL,
	"provider" text NOT NULL,
	"category" text NOT NULL,
	"template" text NOT NULL,
	"recipient_domain" text NOT NULL,
	"currency" text NOT NULL,
	"requested" bigint DEFAULT 0 NOT NULL,
	"skipped" bigint DEFAULT 0 NOT NULL,
	"submitted" bigint DEFAULT 0 NOT NULL,
	"accepted" bigint DEFAULT 0 NOT NULL,
	"sent" bigint DEFAULT 0 NOT NULL,
	"deferred" bigint DEFAULT 0 NOT NULL,
	"delivered" bigint DEFAULT 0 NOT NULL,
	"soft_bounced" bigint DEFAULT 0 NOT NULL,
	"hard_bounced" bigint DEFAULT 0 NOT NULL,
	"dropped" bigint DEFAULT 0 NOT NULL,
	"failed" bigint DEFAULT 0 NOT NULL,
	"complained" bigint DEFAULT 0 NOT NULL,
	"unsubscribed" bigint DEFAULT 0 NOT NULL,
	"resubscribed" bigint DEFAULT 0 NOT NULL,
	"opened_human" bigint DEFAULT 0 NOT NULL,
	"opened_machine" bigint DEFAULT 0 NOT NULL,
	"opened_unknown" bigint DEFAULT 0 NOT NULL,
	"clicked_human" bigint DEFAULT 0 NOT NULL,
	"clicked_machine" bigint DEFAULT 0 NOT NULL,
	"read" bigint DEFAULT 0 NOT NULL,
	"converted" bigint DEFAULT 0 NOT NULL,
	"converted_micros" numeric DEFAULT 0 NOT NULL,
	CONSTRAINT "delivery_metrics_key" PRIMARY KEY("hour","channel","provider","category","template","recipient_domain","currency")
);--> statement-breakpoint
DROP INDEX "read_models"."suppressions_newest";--> statement-breakpoint
DROP INDEX "read_models"."suppressions_channel_newest";--> statement-breakpoint
DROP INDEX "read_models"."suppressions_reasons";--> statement-breakpoint
DROP INDEX "read_models"."suppressions_address";--> statement-breakpoint
ALTER TABLE "read_models"."suppressions" ADD COLUMN "last_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "read_models"."suppressions" ADD COLUMN "fixed_until" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "read_models"."suppressions" ADD COLUMN "hard_bounced_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "read_models"."suppressions" ADD COLUMN "soft_bounced_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "read_models"."suppressions" ADD COLUMN "soft_bounces" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "events_subject" ON "events" USING btree ("subject_id","position");--> statement-breakpoint
CREATE INDEX "suppressions_newest" ON "read_models"."suppressions" USING btree ("last_at","key") WHERE last_at is not null;--> statement-breakpoint
CREATE INDEX "suppressions_channel_newest" ON "read_models"."suppressions" USING btree ("channel","last_at","key") WHERE last_at is not null;--> statement-breakpoint
CREATE INDEX "suppressions_reasons" ON "read_models"."suppressions" USING gin ("reasons") WHERE last_at is not null;--> statement-breakpoint
CREATE INDEX "suppressions_address" ON "read_models"."suppressions" USING btree (lower(address) text_pattern_ops) WHERE last_at is not null;--> statement-breakpoint
-- Until the rows are folded anew, every suppression of the build before is judged by its facts, whatever the policy.
UPDATE "read_models"."suppressions" SET "last_at" = "since", "fixed_until" = '9999-12-31T23:59:59.999Z' WHERE "since" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "read_models"."suppressions" DROP COLUMN "ends";--> statement-breakpoint
ALTER TABLE "read_models"."suppressions" DROP COLUMN "since";--> statement-breakpoint
ALTER TABLE "read_models"."suppressions" DROP COLUMN "expires_at";--> statement-breakpoint
CREATE TABLE "read_models"."message_links" (
	"provider_key" text PRIMARY KEY NOT NULL,
	"subject_id" text NOT NULL,
	"alias" text,
	"message_id" text,
	"contested" boolean NOT NULL
);--> statement-breakpoint
CREATE TABLE "refused_webhooks" (
	"hour" timestamp(3) with time zone NOT NULL,
	"provider" text NOT NULL,
	"code" text NOT NULL,
	"origin" text NOT NULL,
	"count" integer NOT NULL,
	"first_at" timestamp(3) with time zone NOT NULL,
	"last_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "refused_webhooks_hour_provider_code_origin_pk" PRIMARY KEY("hour","provider","code","origin")
);--> statement-breakpoint
ALTER TABLE "read_models"."messages" ADD COLUMN "parts" jsonb;--> statement-breakpoint
CREATE INDEX "message_links_subject" ON "read_models"."message_links" USING btree ("subject_id") WHERE alias is not null and message_id is not null;--> statement-breakpoint
CREATE INDEX "refused_webhooks_newest" ON "refused_webhooks" USING btree ("last_at","origin");--> statement-breakpoint
CREATE INDEX "audit_newest" ON "read_models"."audit" USING btree ("recorded_at","position");--> statement-breakpoint
CREATE INDEX "audit_actor_newest" ON "read_models"."audit" USING btree ("actor","recorded_at","position");--> statement-breakpoint
CREATE INDEX "audit_action_newest" ON "read_models"."audit" USING btree ("action","recorded_at","position");--> statement-breakpoint
CREATE INDEX "audit_target_newest" ON "read_models"."audit" USING btree ("target_id","recorded_at","position");--> statement-breakpoint
CREATE INDEX "suppressions_key" ON "read_models"."suppressions" USING btree ("key") WHERE last_at is not null;--> statement-breakpoint
ALTER TABLE "read_models"."dead_letters" DROP COLUMN "position";--> statement-breakpoint
ALTER TABLE "read_models"."dead_letters" ADD COLUMN "recovered_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "read_models"."dead_letters" ADD COLUMN "tried_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "read_models"."dead_letters" ADD COLUMN "try_id" text;--> statement-breakpoint
ALTER TABLE "read_models"."dead_letters" ADD COLUMN "replay_id" text;--> statement-breakpoint
ALTER TABLE "read_models"."dead_letters" ADD COLUMN "failed_at" timestamp(3) with time zone DEFAULT '1970-01-01T00:00:00.000Z' NOT NULL;--> statement-breakpoint
ALTER TABLE "read_models"."dead_letters" ADD COLUMN "failed_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "dead_letters_replay" ON "read_models"."dead_letters" USING btree ("replay_id","id");--> statement-breakpoint
CREATE INDEX "message_links_alias" ON "read_models"."message_links" USING btree ("alias") WHERE alias is not null and message_id is not null;--> statement-breakpoint
CREATE INDEX "message_links_provider_message" ON "read_models"."message_links" USING btree ((provider_key::jsonb ->> 1)) WHERE alias is not null and message_id is not null;
