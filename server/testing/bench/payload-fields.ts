import { instantFromMs } from '#server/domain/instant.ts';
import type { Provider, RehearsedReport } from '#server/providers/provider.ts';

/** Names of the fields of a provider's event that code written for that provider alone would know by heart. */
export interface PayloadFields {
  readonly eventId: string;
  readonly messageId: string;
  readonly recipient: string;
  readonly kind: string;
}

type Payload = Readonly<Record<string, unknown>>;

/** Finds the fields by changing one thing at a time in what the provider says. */
export function payloadFields(provider: Provider): PayloadFields {
  const { secret } = provider.rehearsal.credentials();
  const at = (second: number) => instantFromMs(1_790_000_000_000 + second * 1000);
  const say = (report: RehearsedReport): Payload => {
    const [request] = provider.rehearsal.requests([report], {
      secret,
      signedAt: report.at,
      url: 'https://earshot.test',
    });
    const payload: unknown = JSON.parse(request?.body.toString() ?? '');
    return (Array.isArray(payload) ? payload[0] : payload) as Payload;
  };
  const base: RehearsedReport = {
    kind: 'accepted',
    at: at(0),
    recipient: 'ada@example.com',
    providerMessageId: 'wXqT-1',
  };
  const first = say(base);
  const later = say({ ...base, at: at(1) });
  const other = say({ ...base, kind: 'delivered' });
  const find = (what: string, fits: (value: string, field: string) => boolean): string => {
    const found = Object.entries(first).find(
      ([field, value]) => typeof value === 'string' && fits(value, field),
    );
    if (!found) throw new Error(`${provider.id}: no field of its events holds the ${what}`);
    return found[0];
  };
  const eventId = find('event id', (value, field) => value !== later[field]);
  return {
    eventId,
    messageId: find('message id', (value) => value.includes(base.providerMessageId)),
    recipient: find('recipient', (value) => value === base.recipient),
    kind: find(
      'kind',
      (value, field) => field !== eventId && typeof other[field] === 'string' && value !== other[field],
    ),
  };
}
