DROP INDEX "read_models"."messages_subject";--> statement-breakpoint
CREATE INDEX "inbox_entries_user_archived" ON "read_models"."inbox_entries" USING btree ("user_id","requested_at","entry_id") WHERE archived;--> statement-breakpoint
CREATE INDEX "messages_foreign_newest" ON "read_models"."messages" USING btree ("subject_id","first_at","message_id") WHERE notification_id is null;--> statement-breakpoint
CREATE INDEX "messages_subject" ON "read_models"."messages" USING btree ("subject_id");