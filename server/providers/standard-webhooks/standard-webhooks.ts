import { channels, reportKinds } from '#server/domain/message/report.ts';
import { genericEventOf } from '#server/providers/generic-rehearsal.ts';
import { readGenericBody } from '#server/providers/generic-report.ts';
import type { Provider } from '#server/providers/provider.ts';
import { standardReceiver } from '#server/providers/standard-receiver.ts';
import { standardRehearsal } from '#server/providers/standard-rehearsal.ts';

const variable = 'STANDARD_WEBHOOK_SECRETS';

/**
 * Any dispatcher that signs by the Standard Webhooks specification (github.com/standard-webhooks/standard-webhooks),
 * with HMAC-SHA256 or Ed25519. Its payload is `{type: 'message.bounced', timestamp, data: {...}}`; the schema is
 * `genericEvent`, and `docs/standard-webhooks.md` explains it with a signed example.
 */
export const standardWebhooks: Provider = {
  id: 'standard-webhooks',
  name: 'Standard Webhooks',
  channels,
  signs: 'bytes',
  adapterVersion: 1,
  /** The specification advises senders to stay below 20 KB. */
  maxBodyBytes: 1024 * 1024,
  configure: (environment) =>
    standardReceiver(environment, variable, (body) => readGenericBody(body, channels)),
  rehearsal: standardRehearsal(variable, reportKinds, genericEventOf),
};
