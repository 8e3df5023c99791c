import { inApp } from './in-app/in-app.ts';
import { jwt } from './jwt/jwt.ts';
import { mailgun } from './mailgun/mailgun.ts';
import { postmark } from './postmark/postmark.ts';
import type { Provider } from './provider.ts';
import { resend } from './resend/resend.ts';
import { sandbox } from './sandbox/sandbox.ts';
import { sendgrid } from './sendgrid/sendgrid.ts';
import { ses } from './ses/ses.ts';
import { standardWebhooks } from './standard-webhooks/standard-webhooks.ts';
import { twilio } from './twilio/twilio.ts';

/** Every provider Earshot can hear. A new one is a folder and one line here. */
export const providers: readonly Provider[] = [
  sendgrid,
  mailgun,
  ses,
  postmark,
  resend,
  twilio,
  standardWebhooks,
  jwt,
  inApp,
  sandbox,
];

export function providerById(id: string): Provider | undefined {
  return providers.find((provider) => provider.id === id);
}
