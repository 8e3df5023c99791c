import { providers } from '#server/providers/registry.ts';

/** Where each provider is to deliver its webhooks, for people to copy. */
export function webhookEndpoints(publicBaseUrl: string): readonly { name: string; url: string }[] {
  return providers.map(({ id, name }) => ({ name, url: `${publicBaseUrl}/api/webhooks/${id}` }));
}
