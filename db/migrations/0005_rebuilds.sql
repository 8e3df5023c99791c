CREATE TABLE "rebuilds" (
	"name" text PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"version" integer,
	"live_version" integer,
	"request_position" bigint,
	"started_at" timestamp(3) with time zone,
	"settled_at" timestamp(3) with time zone,
	"compared_at" bigint,
	"comparisons" jsonb,
	"contradicted_at" bigint,
	"accepted" boolean NOT NULL,
	"seen_up_to" bigint NOT NULL,
	"worker" text
);
