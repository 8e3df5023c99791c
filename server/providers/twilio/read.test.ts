import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportData } from '#server/domain/message/report.ts';
import { replyData } from '#server/domain/reply/events.ts';
import { fieldsOf, signedText } from './form.ts';
import { readBody } from './read.ts';

const receivedAt = '2025-11-21T08:00:05.000Z';
const sid = 'SM7d2c4f0e9b8a4c1d8e3f5a6b7c8d9e01';
const status = { MessageSid: sid, MessageStatus: 'undelivered', To: '+15005551234', ErrorCode: '30003' };
const message = { MessageSid: sid, SmsStatus: 'received', From: '+15005551234', Body: 'STOP' };

function read(fields: Record<string, string>, query = '') {
  return readText(new URLSearchParams(fields).toString(), query);
}

function readText(body: string, query = '') {
  return readBody(Buffer.from(body), { receivedAt, query: new URLSearchParams(query) });
}

function identity(fields: Record<string, string>) {
  return read(fields).map((item) => (item.outcome === 'unreadable' ? null : item.fingerprint));
}

describe('a report', () => {
  it('is complete, and holds what came and our ids of the query', () => {
    expect(read({ ...status, ErrorMessage: 'Off' }, 'earshot_message_id=msg_1&other=x')).toStrictEqual([
      {
        outcome: 'report',
        kind: 'soft_bounced',
        occurredAt: receivedAt,
        address: { kind: 'phone', value: '+15005551234' },
        messageId: 'msg_1',
        eventId: null,
        fingerprint: [sid, 'undelivered', '30003', '+15005551234'],
        data: {
          channel: 'sms',
          providerEvent: 'undelivered',
          providerMessageId: sid,
          codes: { provider: '30003' },
        },
        personal: {
          recipient: '+15005551234',
          reason: 'Off',
          raw: { ...status, ErrorMessage: 'Off', earshot_message_id: 'msg_1' },
        },
      },
    ]);
  });

  it.each([
    { MessageSid: sid.replace('SM', 'MM') },
    { MessageStatus: 'failed' },
    { ErrorCode: '30008' },
    { To: '+15005559999' },
  ])('is another one with %j', (changes) => {
    expect(identity({ ...status, ...changes })).not.toEqual(identity(status));
  });

  it('is the same one however often and to whichever query it is told', () => {
    const [item] = read({ ...status, ErrorMessage: 'in other words' }, 'earshot_message_id=msg_2');
    expect(item).toMatchObject({ fingerprint: identity(status)[0] });
  });

  it('is the same one when it is streamed too', () => {
    const data = { messageSid: sid, messageStatus: 'UNDELIVERED', to: '+15005551234', errorCode: 30003 };
    const event = { type: 'com.twilio.messaging.message.undelivered', id: 'EZ1', data };
    expect(readText(JSON.stringify(event))).toMatchObject([{ fingerprint: identity(status)[0] }]);
  });

  it('of a STOP is two with identities of their own', () => {
    const [drop, wish, ...others] = identity({ ...status, ErrorCode: '21610' });
    expect(others).toEqual([]);
    expect(drop).not.toEqual(wish);
  });

  it('leaves out our ids when they cannot be ours', () => {
    const [item] = read(status, `earshot_message_id=${'x'.repeat(201)}&earshot_category=${'c'.repeat(300)}`);
    expect(item).toMatchObject({ messageId: null, data: { category: 'c'.repeat(200) } });
  });
});

describe('a reply', () => {
  it('is complete, and about the person and not our number', () => {
    const fields = { ...message, To: '+15005550006' };
    expect(read(fields)).toStrictEqual([
      {
        outcome: 'reply',
        occurredAt: receivedAt,
        address: { kind: 'phone', value: '+15005551234' },
        eventId: null,
        fingerprint: ['reply', sid],
        data: { channel: 'sms', providerMessageId: sid, wish: 'stop', scope: 'sender' },
        personal: { sender: '+15005551234', text: 'STOP', raw: fields },
      },
    ]);
  });

  it('is known by its message alone', () => {
    expect(identity({ ...message, Body: 'START' })).toEqual(identity(message));
    expect(identity({ ...message, MessageSid: `${sid.slice(0, -1)}2` })).not.toEqual(identity(message));
  });
});

describe('a dead letter', () => {
  it('is read without its query as it would have been with it', () => {
    const query = 'earshot_message_id=msg_1&earshot_category=a+b%26c&earshot_template=t';
    const [letter] = read({ ...status, MessageStatus: 'teleported' }, query);
    if (letter?.outcome !== 'unreadable') throw new Error('must be unreadable');
    const mended = letter.raw.replace('teleported', 'undelivered');
    expect(readText(mended)).toEqual(read(status, query));
  });

  it('stays the same letter when it is tried again in vain', () => {
    const [letter] = read({ ...status, MessageStatus: 'teleported' }, 'earshot_message_id=msg_1');
    if (letter?.outcome !== 'unreadable') throw new Error('must be unreadable');
    expect(readText(letter.raw)).toEqual([letter]);
    expect(readText(letter.raw, 'earshot_message_id=msg_1')).toEqual([letter]);
  });
});

describe('what is read is what was signed', () => {
  const pair = fc.tuple(
    fc.constantFrom('To', 'From', 'Body', 'a', 'b'),
    fc.constantFrom('', '1', '2', ' +&=é'),
  );

  it('forms that sign alike because they say the same read alike', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 6 }), fc.nat(5), (pairs, turn) => {
        const turned = [...pairs.slice(turn), ...pairs.slice(0, turn), ...pairs.slice(0, 1)];
        const [one, other] = [pairs, turned].map((list) => new URLSearchParams(list).toString());
        expect(signedText(other ?? '')).toBe(signedText(one ?? ''));
        expect(fieldsOf(other ?? '')).toEqual(fieldsOf(one ?? ''));
      }),
      { seed: 20_261_121, numRuns: 300 },
    );
  });

  it('a value that has swallowed the next field makes the form unreadable', () => {
    for (const swallowed of [`${sid}MessageStatusdelivered`, `${sid}To+15005550000`]) {
      expect(read({ ...status, MessageSid: swallowed })).toMatchObject([
        { outcome: 'unreadable', failure: 'MessageSid: invalid_format' },
      ]);
    }
  });
});

describe('hostile bodies', () => {
  it('take no meaning from a property of every object', () => {
    expect(readText('__proto__=x&MessageSid=&toString=1')).toMatchObject([{ outcome: 'unreadable' }]);
    expect(readText('{"__proto__":{"type":"com.twilio.eventstreams.test-event"}}')).toMatchObject([
      { outcome: 'unreadable' },
    ]);
  });

  it('put nothing into the clear that Postgres cannot keep or that names the person', () => {
    const [item] = read({ ...status, ErrorMessage: 'Call Ada\0' }, 'earshot_category=x%00');
    expect(item).toMatchObject({ data: { category: 'x\uFFFD' }, personal: { reason: 'Call Ada\uFFFD' } });
    expect(JSON.stringify(item?.outcome === 'report' && item.data)).not.toMatch(/Ada|5551234/);
  });

  it('name fields and codes in a failure, never values or the names of tags', () => {
    const data = { messageSid: 'secret word', messageStatus: 'secret', to: 7, tags: { secret: 1 } };
    const event = { type: 'com.twilio.messaging.message.sent', data };
    expect(readText(JSON.stringify(event))).toMatchObject([
      {
        failure: 'data.messageSid: invalid_format; data.messageStatus: invalid_value; data.to: invalid_type',
      },
    ]);
  });

  it('never throw as streamed events, and never make an ill-formed item', () => {
    const names = [
      'messageSid',
      'messageStatus',
      'to',
      'from',
      'body',
      'errorCode',
      'tags',
      'timestamp',
      'link',
    ];
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 3 }));
    const good = { messageSid: sid, messageStatus: 'SENT', to: '+15005551234', from: '+15005551234' };
    const types = ['message.sent', 'inbound-message.received', 'message.failed'];
    let readable = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 3 }),
        (type, changes) => {
          const event = { type: `com.twilio.messaging.${type}`, data: { ...good, ...changes } };
          for (const item of readText(JSON.stringify(event))) {
            if (item.outcome === 'unreadable' || item.outcome === 'account') continue;
            readable += 1;
            if (item.outcome === 'reply') replyData.parse({ ...item.data, provider: 'any' });
            else reportData.parse({ ...item.data, messageId: 'any', provider: 'any', echoed: false });
          }
        },
      ),
      { seed: 20_261_121, numRuns: 1_000 },
    );
    expect(readable).toBeGreaterThan(300);
  });
});
