CREATE TABLE "reactions" (
	"name" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL
);
