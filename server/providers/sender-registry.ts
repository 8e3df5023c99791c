import type { Channel } from '#server/domain/message/report.ts';
import { apnsSender } from './apns/sender.ts';
import { fcmSender } from './fcm/sender.ts';
import { inAppSender } from './in-app/sender.ts';
import { mailgunSender } from './mailgun/sender.ts';
import { postmarkSender } from './postmark/sender.ts';
import { resendSender } from './resend/sender.ts';
import { sandboxMailSender, sandboxTextSender } from './sandbox/sender.ts';
import type { Sender } from './sender.ts';
import { sendgridSender } from './sendgrid/sender.ts';
import { sesSender } from './ses/sender.ts';
import { smtpSender } from './smtp/sender.ts';
import { twilioSender } from './twilio/sender.ts';

/** Every sender Earshot can send through, by channel; of those that are configured, the first of a channel is used. */
export const senders: { readonly [C in Channel]: readonly Sender<C>[] } = {
  email: [
    sendgridSender,
    mailgunSender,
    sesSender,
    postmarkSender,
    resendSender,
    smtpSender,
    sandboxMailSender,
  ],
  sms: [twilioSender, sandboxTextSender],
  push: [fcmSender, apnsSender],
  in_app: [inAppSender],
};
