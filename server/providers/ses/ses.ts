import type { Provider } from '#server/providers/provider.ts';
import { download } from './download.ts';
import { openReceiver } from './receiver.ts';
import { rehearsal } from './rehearsal.ts';

/** Amazon SES events through SNS. Source: docs.aws.amazon.com/ses/latest/dg/monitor-using-event-publishing.html. */
export const ses: Provider = {
  id: 'ses',
  name: 'Amazon SES',
  channels: ['email'],
  signs: 'fields',
  adapterVersion: 1,
  /** SNS carries 256 KB; written as a string within JSON it can grow to several times that. */
  maxBodyBytes: 2 * 1024 * 1024,
  configure: (environment) => openReceiver(environment, (url) => download(url)),
  rehearsal,
};
