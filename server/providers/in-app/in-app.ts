import type { Provider, RehearsedReport } from '#server/providers/provider.ts';
import { standardReceiver } from '#server/providers/standard-receiver.ts';
import { standardRehearsal } from '#server/providers/standard-rehearsal.ts';
import { readBody } from './read.ts';

const variable = 'IN_APP_WEBHOOK_SECRETS';

/**
 * Read receipts and clicks inside the host product, which posts them itself, signed as Standard Webhooks
 * (github.com/standard-webhooks/standard-webhooks): `{event: 'read', userId, messageId or notificationId, at}`.
 */
export const inApp: Provider = {
  id: 'in-app',
  name: 'In-app',
  channels: ['in_app'],
  signs: 'bytes',
  adapterVersion: 1,
  maxBodyBytes: 1024 * 1024,
  configure: (environment) => standardReceiver(environment, variable, readBody),
  rehearsal: standardRehearsal(variable, ['delivered', 'opened', 'read', 'clicked', 'failed'], eventOf),
};

function eventOf(report: RehearsedReport) {
  return {
    event: report.kind,
    userId: report.recipient,
    at: report.at,
    // JSON leaves out what is undefined.
    messageId: report.messageId,
    itemId: report.providerMessageId,
    machine: report.machine,
    url: report.url,
    reason: report.reason,
    category: report.category,
    template: report.template,
    ip: report.ip,
    userAgent: report.userAgent,
  };
}
