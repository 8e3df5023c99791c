import { instantFromMs } from '#server/domain/instant.ts';
import type { ReportKind } from '#server/domain/message/report.ts';
import type { SubjectAddress } from '#server/event-store/event-store.ts';
import type { Provider, SignedRequest } from '#server/providers/provider.ts';
import { providers } from '#server/providers/registry.ts';
import type { Installation } from './installation.ts';

/** Something after which an address must not be written to. */
export interface Cause {
  readonly name: string;
  readonly endpoint: string;
  /** A signed webhook that tells of it, and the address that nobody has used before. */
  make(number: number): { readonly request: SignedRequest; readonly address: SubjectAddress };
}

const kinds: readonly ReportKind[] = ['hard_bounced', 'complained', 'unsubscribed'];

/** A hard bounce, a complaint and an unsubscribing by mail, and a STOP by text message. */
export function causesOf(installation: Installation): readonly Cause[] {
  const byMail = providers.find(
    ({ channels, rehearsal }) =>
      channels.includes('email') && kinds.every((kind) => rehearsal.kinds.includes(kind)),
  );
  const byText = providers.find(({ rehearsal }) => rehearsal.replies !== undefined);
  if (!byMail || !byText) throw new Error('no provider tells of all that must be measured');
  return [...kinds.map((kind) => report(installation, byMail, kind)), stop(installation, byText)];
}

function report(installation: Installation, provider: Provider, kind: ReportKind): Cause {
  const { endpoint, signing } = wayTo(installation, provider);
  return {
    name: kind.replace('_', ' '),
    endpoint,
    make(number) {
      const recipient = `${kind}.${number}@example.com`;
      const about = { kind, recipient, at: now(), providerMessageId: `in-force-${kind}-${number}` };
      const [request] = provider.rehearsal.requests([about], signing());
      if (!request) throw new Error(`${provider.id} made no request`);
      return { request, address: { kind: 'email', value: recipient } };
    },
  };
}

function stop(installation: Installation, provider: Provider): Cause {
  const { endpoint, signing } = wayTo(installation, provider);
  return {
    name: 'STOP',
    endpoint,
    make(number) {
      const sender = `+1500${String(5_550_000 + number).padStart(7, '0')}`;
      const providerMessageId = `in-force-stop-${number}`;
      const reply = { wish: 'stop', text: 'STOP', at: now(), sender, providerMessageId } as const;
      const [request] = provider.rehearsal.replies?.([reply], signing()) ?? [];
      if (!request) throw new Error(`${provider.id} made no request`);
      return { request, address: { kind: 'phone', value: sender } };
    },
  };
}

function wayTo(installation: Installation, provider: Provider) {
  const path = `/api/webhooks/${provider.id}`;
  const { secret } = installation.credentialsOf(provider.id);
  return {
    endpoint: `${installation.url}${path}`,
    signing: () => ({ secret, signedAt: now(), url: `${installation.publicUrl}${path}` }),
  };
}

function now() {
  return instantFromMs(Date.now());
}
