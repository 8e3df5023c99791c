import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReportItem, WebhookItem } from '#server/providers/provider.ts';
import { readBody } from './read.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const receivedAt = '2025-11-21T08:00:05.000Z';
const messageId = '0100019a9f2c1a7e-3f1c2b5d-6a47-4c0e-9d58-1b2f0c7d9e11-000000';
const snsId = '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324';

const textOf = (name: string) => readFileSync(new URL(`${name}.json`, fixtures), 'utf8');

/** As SNS posts it; the signature is for `verify` to judge. */
function inEnvelope(message: string, fields: object = {}): Buffer {
  const envelope = {
    Type: 'Notification',
    MessageId: snsId,
    TopicArn: 'arn:aws:sns:eu-west-1:123456789012:mail-events',
    Message: message,
    Timestamp: '2025-11-21T08:00:01.000Z',
    SignatureVersion: '2',
    Signature: 'AA==',
    SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/',
    ...fields,
  };
  return Buffer.from(JSON.stringify(envelope));
}

const read = (name: string) => readBody(inEnvelope(textOf(name)), receivedAt);
const readJson = (event: unknown) => readBody(inEnvelope(JSON.stringify(event)), receivedAt);

const ada = { kind: 'email', value: 'ada@example.com' };
const bob = { kind: 'email', value: 'bob@example.com' };

function only(items: readonly WebhookItem[]): ReportItem {
  const [item, ...others] = items;
  if (item?.outcome !== 'report' || others.length > 0) throw new Error('is not one report');
  return item;
}

describe('a report', () => {
  it('is complete, and holds what came once', () => {
    const raw = JSON.parse(textOf('open-by-a-person'));
    expect(only(read('open-by-a-person'))).toStrictEqual({
      outcome: 'report',
      kind: 'opened',
      occurredAt: '2025-11-21T08:00:00.123Z',
      address: ada,
      messageId: 'msg_01JD8Q2Y4M',
      eventId: `${snsId}/0`,
      fingerprint: [messageId, 'Open', 'ada@example.com', '2025-11-21T08:00:00.123Z', ''],
      data: {
        channel: 'email',
        providerEvent: 'Open',
        providerMessageId: messageId,
        machine: 'human',
        category: 'billing',
        template: 'receipt-v2',
      },
      personal: {
        recipient: 'ada@example.com',
        subjectLine: 'Your receipt',
        ip: '203.0.113.7',
        userAgent: raw.open.userAgent,
        raw,
      },
    });
  });

  it('keeps the address out of the id, which is stored in the clear', () => {
    const ids = read('complaint-by-one-of-several').map((item) => 'eventId' in item && item.eventId);
    expect(ids).toEqual([`${snsId}/0`, `${snsId}/1`]);
  });

  it('shows the recipient as it came and keys it by the bare address in lower case', () => {
    const [, second] = read('send-to-two');
    expect(second).toMatchObject({ address: bob, personal: { recipient: 'Bob Example <Bob@example.com>' } });
  });

  it('splits no event for more people than SES sends a message to', () => {
    const bounce = JSON.parse(textOf('hard-bounce'));
    bounce.bounce.bouncedRecipients = Array.from({ length: 101 }, (_, n) => ({
      emailAddress: `p${n}@example.com`,
    }));
    expect(readJson(bounce)).toMatchObject([{ outcome: 'unreadable' }]);
  });
});

describe('identity', () => {
  const fingerprintOf = (event: unknown) => JSON.stringify(only(readJson(event)).fingerprint);

  it('is one for an identity’s feedback and a configuration set’s event about the same thing', () => {
    const [byIdentity, bySet] = ['bounce-told-by-an-identity', 'hard-bounce'].map((name) => only(read(name)));
    expect(byIdentity?.fingerprint).toEqual(bySet?.fingerprint);
  });

  it.each(['hard-bounce', 'delivery', 'click-by-a-person'])('tells other events from %s', (name) => {
    const event = JSON.parse(textOf(name));
    const part = event.bounce ?? event.delivery ?? event.click;
    const changed = (change: (copy: typeof event) => void) => {
      const copy = structuredClone(event);
      change(copy);
      return fingerprintOf(copy);
    };
    const others = [
      changed((copy) => Object.assign(copy.mail, { messageId: 'another' })),
      changed((copy) => {
        const inner = copy.bounce ?? copy.delivery ?? copy.click;
        Object.assign(inner, { timestamp: '2025-11-21T09:00:00Z', feedbackId: 'another', link: part.link });
      }),
    ];
    expect(new Set([fingerprintOf(event), ...others]).size).toBe(3);
  });

  it('tells two links clicked in one moment apart', () => {
    const event = JSON.parse(textOf('click-by-a-person'));
    const other = { ...event, click: { ...event.click, link: 'https://www.example.com/terms' } };
    expect(fingerprintOf(event)).not.toBe(fingerprintOf(other));
  });
});

describe('what SNS itself says', () => {
  const confirmation = {
    Token: '2336412f37fb687f5d51e6e2',
    SubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?x',
  };

  it.each(['SubscriptionConfirmation', 'UnsubscribeConfirmation'])(
    'keeps a %s, without its token',
    (Type) => {
      const items = readBody(
        inEnvelope('You have chosen to subscribe.', { Type, ...confirmation }),
        receivedAt,
      );
      expect(items).toMatchObject([
        { outcome: 'account', change: Type, eventId: snsId, occurredAt: '2025-11-21T08:00:01.000Z' },
      ]);
      expect(JSON.stringify(items)).not.toContain(confirmation.Token);
    },
  );

  it('keeps the greeting of a topic that was chosen, which is no JSON', () => {
    const greeting = 'Successfully validated SNS topic for Amazon SES event publishing.';
    expect(readBody(inEnvelope(greeting), receivedAt)).toMatchObject([
      { outcome: 'account', change: 'TopicValidated' },
    ]);
  });

  it('keeps any other text whole', () => {
    expect(readBody(inEnvelope('Hello'), receivedAt)).toMatchObject([
      { outcome: 'unreadable', raw: 'Hello', encoding: 'text' },
    ]);
  });
});

describe('a dead letter', () => {
  it('is read again from what was kept of it, as one with the notification that may yet be sent again', () => {
    const [letter] = read('bounce-with-one-unreadable-recipient');
    if (letter?.outcome !== 'unreadable') throw new Error('must be unreadable');
    const mended = letter.raw.replace(
      '"status":"5.1.1"',
      '"status":"5.1.1","emailAddress":"ada@example.com"',
    );
    const item = only(readBody(Buffer.from(mended), receivedAt));
    expect(item).toMatchObject({ kind: 'hard_bounced', address: ada, eventId: null });
    expect(letter.raw).not.toContain('bob@example.com');
  });
});

it('never throws, and always says something, whatever the parts of an event are', () => {
  const names = readdirSync(fixtures).map((file) => file.replace('.json', ''));
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(null, '', '\0', '\ud800', [], {}, [null]),
  );
  const part = fc.constantFrom(
    'mail',
    'bounce',
    'complaint',
    'delivery',
    'deliveryDelay',
    'open',
    'subscription',
  );
  const field = fc.constantFrom(
    ...[
      'destination',
      'headers',
      'tags',
      'commonHeaders',
      'messageId',
      'timestamp',
      'recipients',
      'feedbackId',
    ],
    ...['bouncedRecipients', 'complainedRecipients', 'newTopicPreferences', 'bounceType', 'bounceSubType'],
  );
  fc.assert(
    fc.property(fc.constantFrom(...names), part, field, odd, (name, where, which, value) => {
      const event = JSON.parse(textOf(name));
      event[where] = { ...event[where], [which]: value };
      expect(readJson(event).length).toBeGreaterThan(0);
    }),
    { seed: 20_261_121, numRuns: 1_000 },
  );
});
