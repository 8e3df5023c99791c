import type { Provider } from './provider.ts';
import { sendgrid } from './sendgrid/sendgrid.ts';

/** Every provider Earshot can hear. A new one is a folder and one line here. */
export const providers: readonly Provider[] = [sendgrid];

export function providerById(id: string): Provider | undefined {
  return providers.find((provider) => provider.id === id);
}
