import { describe, expect, it } from 'vitest';
import type { PersonRecord } from '#server/trpc/person-records.ts';
import { exportFile } from './export-file.ts';
import { fileWords } from './file-words.ts';

const at = '2026-11-21T08:45:00.000Z';
const entry = {
  ...{ id: 'ntf_1', at, title: 'Your <b>receipt</b>', category: 'billing', isCritical: false },
  ...{ channels: ['email' as const], isSent: true, unread: false, archived: false, erased: false },
  messages: [
    {
      ...{ messageId: 'ntf_1-email-0', channel: 'email' as const, provider: 'example-mail' },
      ...{ recipient: 'ada@example.com', subjectLine: 'Your receipt', status: 'delivered' as const },
      ...{ skipReason: null, humanOpens: 2, machineOpens: 0, clicks: 1, reads: 0, firstAt: at, lastAt: at },
      times: {},
    },
  ],
};
const unsent = { sentAt: null, deliveredAt: null, seenAt: null, reason: null, trigger: null };
const records: readonly PersonRecord[] = [
  { kind: 'export', version: 1, at, userIds: ['user-ada'] },
  { kind: 'account', email: 'ada@example.com', createdAt: at, lastSignInAt: at, sessionsUntil: [at] },
  {
    ...{ kind: 'address', userId: 'user-ada', channel: 'email', address: 'ada@example.com', since: at },
    ...{ health: 'delivered', lastStatus: null },
  },
  {
    ...{ kind: 'suppression', address: '+4915112345678', channel: 'sms', reason: 'stop' },
    ...{ scope: 'category:product', since: at, expiresAt: at },
  },
  {
    kind: 'preferences',
    userId: 'user-ada',
    wishes: { 'marketing/email': { category: 'marketing', channel: 'email', enabled: false, at, id: 'a/1' } },
    pause: null,
    quietHours: null,
  },
  {
    ...{ kind: 'preference_change', userId: 'user-ada', id: 'a/1', at, way: 'link' },
    change: { type: 'AllPaused', data: { userId: 'user-ada', until: null } },
  },
  {
    kind: 'notification',
    ...entry,
    content: [
      { kind: 'text', text: '12 EUR & thanks <script>alert(1)</script>' },
      { kind: 'facts', rows: [['Total', '12 EUR']] },
      { kind: 'item', title: 'https://example.com/r', text: '', url: 'https://example.com/r' },
    ],
    decisions: [],
    rail: [
      { kind: 'attempt', channel: 'email', state: 'delivered', at, ...unsent },
      { kind: 'planned', channel: 'sms', at: null, unless: 'not_opened', isNext: true },
    ],
    escalation: null,
  },
  { kind: 'message', ...entry, id: 'message-m-1', title: null, messages: [], rail: [] },
  { kind: 'access', at, to: 'contact', why: 'called about a receipt' },
  {
    kind: 'erasure',
    state: {
      ...{ status: 'refused', requestedAt: at, decidedAt: at, reason: 'bills must be kept' },
      request: { erasureId: 'era_1', userIds: ['user-ada'], subjectIds: [], language: 'en' },
    },
  },
];

async function file(locale: 'en' | 'de', of = records): Promise<string> {
  async function* source() {
    yield* of;
  }
  let text = '';
  for await (const part of exportFile(source(), fileWords(locale, 'Europe/Berlin'))) text += part;
  return text;
}

describe('the file for people', () => {
  it.each([
    [
      'en',
      'Where we reach you',
      'The email arrived',
      'Opened 2 times. A link was clicked once.',
      'News and offers by email switched off',
    ],
    [
      'de',
      'Wo wir Sie erreichen',
      'Die E-Mail kam an',
      '2-mal geöffnet. Ein Link wurde einmal angeklickt.',
      'Neues und Angebote per E-Mail ausgeschaltet',
    ],
  ] as const)('says everything in %s, in the zone of whoever reads it', async (locale, ...texts) => {
    const text = await file(locale);
    expect(text).toContain(`<html lang="${locale}" dir="ltr">`);
    for (const part of [...texts, 'ada@example.com', '+4915112345678', 'bills must be kept']) {
      expect(text).toContain(part);
    }
    expect(text).toMatch(/21 Nov 2026, 09:45|21\. Nov\. 2026, 09:45/);
    expect(text.match(/<h2>/g)).toHaveLength(8);
    expect(text.match(/<section>/g)).toHaveLength(8);
    expect(text.match(/<\/section>/g)).toHaveLength(8);
  });

  it('takes nothing that somebody wrote for HTML, runs nothing, and asks for nothing from elsewhere', async () => {
    const text = await file('en');
    expect(text).toContain('12 EUR &amp; thanks &lt;script&gt;');
    expect(text).toContain('Your &lt;b&gt;receipt&lt;/b&gt;');
    expect(text).not.toMatch(
      /<ul>\s*<\/ul>|<script|<img|<link|<iframe|javascript:|src=|href=|@import|url\(/i,
    );
  });

  it('is whole where next to nothing is known, and says which texts are gone', async () => {
    const [first, account, ...rest] = records;
    if (first === undefined || account === undefined) throw new Error('there are records');
    const empty = await file('en', [first]);
    expect(empty).toMatch(/<\/html>\n$/);
    expect(empty).not.toContain('<section>');
    const [erased] = rest.filter(({ kind }) => kind === 'notification');
    if (erased?.kind !== 'notification') throw new Error('there is a notification');
    const gone = { ...erased, title: null, content: null, erased: true };
    expect(await file('en', [first, gone])).toContain('What it said was erased.');
  });
});
