import { type Channel, reportKinds } from '#server/domain/message/report.ts';
import { genericEventOf } from '#server/providers/generic-rehearsal.ts';
import { readGenericBody } from '#server/providers/generic-report.ts';
import type { Provider } from '#server/providers/provider.ts';
import { standardReceiver } from '#server/providers/standard-receiver.ts';
import { standardRehearsal } from '#server/providers/standard-rehearsal.ts';

const variable = 'SANDBOX_WEBHOOK_SECRETS';
const channels: readonly Channel[] = ['email', 'sms'];

/**
 * What the sandbox, which stands in for a mail provider and a carrier, posts back: generic events, signed as Standard
 * Webhooks. It exists in local mode alone: what never was a real delivery must not be told apart from one by trust.
 */
export const sandbox: Provider = {
  id: 'sandbox',
  name: 'Sandbox',
  channels,
  signs: 'bytes',
  adapterVersion: 1,
  maxBodyBytes: 1024 * 1024,
  configure(environment) {
    if (environment.EARSHOT_LOCAL !== '1') return null;
    return standardReceiver(environment, variable, (body) => readGenericBody(body, channels));
  },
  rehearsal: standardRehearsal(
    variable,
    // Mail and text messages are opened; only what stands in an app is read.
    reportKinds.filter((kind) => kind !== 'read'),
    genericEventOf,
  ),
};
