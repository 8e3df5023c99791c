import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSuppression } from '#server/commands/add-suppression.ts';
import { changePreferences } from '#server/commands/change-preferences.ts';
import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { preferencesStream } from '#server/domain/preference/events.ts';
import { suppressionStream } from '#server/domain/suppression/events.ts';
import { type LinkReader, openLinkReader } from '#server/testing/link-reader.ts';
import { receiptFor } from '#server/testing/sending.ts';
import { linksRouter } from './links.ts';

const dayMs = 86_400_000;
let reader: LinkReader;

beforeEach(async () => {
  reader = await openLinkReader();
});

afterEach(() => reader.sending.close());

it('can be asked by anybody, and only this', () => {
  expect(Object.keys(linksRouter._def.procedures).sort()).toEqual(['act', 'look', 'preferences', 'save']);
});

describe('an unsubscribe link', () => {
  it('is looked at as often as anybody likes, and says nothing of the person', async () => {
    const before = await reader.written();
    const token = reader.unsubscribeToken('ada');
    const first = await reader.links.look({ token });
    expect(first).toMatchObject({ may: 'unsubscribe', category: 'marketing', title: 'News and offers' });
    expect(JSON.stringify(first)).not.toMatch(/ada|example\.com/);
    expect(await reader.links.look({ token })).toEqual(first);
    expect(await reader.written()).toBe(before);
    await reader.act(token);
    expect(await reader.links.look({ token })).toEqual(first);
  });

  it('is in force when it answers, and no other category or person is touched', async () => {
    expect(await reader.told(reader.newsFor('ada'))).toMatchObject({ verdict: 'handed_over' });
    expect(await reader.act(reader.unsubscribeToken('ada'))).toMatchObject({ outcome: 'unsubscribed' });
    reader.clock.ms += 1;
    expect(await reader.told(reader.newsFor('ada'))).toEqual({ verdict: 'skip', rule: 'category_off' });
    expect(await reader.told(reader.newsFor('ben'))).toMatchObject({ verdict: 'handed_over' });
    expect(await reader.told(receiptFor('ada'))).toMatchObject({ verdict: 'handed_over' });
  });

  it('is pressed twice, or by two at once, as if once, and confirmed by one mail', async () => {
    const token = reader.unsubscribeToken('ada');
    const answers = await Promise.all([reader.act(token), reader.act(token, 'de'), reader.act(token)]);
    answers.push(await reader.act(token));
    const said = await reader.sending.eventStore.readStream(preferencesStream('ada'));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatchObject({ source: 'user', actor: 'unsubscribe-link', data: { enabled: false } });
    expect(new Set(reader.asked).size).toBe(1);
    const mails = await reader.sending.sql`select 1 from events where type = 'NotificationRequested'`;
    expect(mails).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer?.undo)).size).toBe(1);
  });

  it('is taken back, and only as far as nobody changed it since', async () => {
    const done = await reader.act(reader.unsubscribeToken('ada'));
    expect(await reader.act(reader.undoIn(done))).toMatchObject({ outcome: 'undone', undo: null });
    expect(await reader.act(reader.undoIn(done))).toMatchObject({ outcome: 'undone' });
    expect(await reader.told(reader.newsFor('ada'))).toMatchObject({ verdict: 'handed_over' });
    await changePreferences(reader.sending, {
      userId: 'ada',
      wishes: [
        { type: 'ChangePreference', target: { category: 'marketing', channel: null }, enabled: false },
      ],
      by: { actor: 'account-ada', source: 'user' },
      at: reader.sending.deps.now(),
    });
    reader.clock.ms += 1;
    await reader.act(reader.undoIn(done));
    expect(await reader.told(reader.newsFor('ada'))).toEqual({ verdict: 'skip', rule: 'category_off' });
  });

  it('is not taken back where the person decided again', async () => {
    const done = await reader.act(reader.unsubscribeToken('ada'));
    const target = { category: 'marketing', channel: null } as const;
    const by = { actor: 'account-ada', source: 'user' } as const;
    for (const enabled of [true, false]) {
      const wishes = [{ type: 'ChangePreference', target, enabled } as const];
      await changePreferences(reader.sending, { userId: 'ada', wishes, by, at: reader.sending.deps.now() });
      reader.clock.ms += 10;
    }
    const before = await reader.written();
    expect(await reader.act(reader.undoIn(done))).toMatchObject({ outcome: 'superseded' });
    expect(await reader.written()).toBe(before);
  });

  it('offers nobody to take back what the person wished themselves', async () => {
    await changePreferences(reader.sending, {
      userId: 'ada',
      wishes: [
        { type: 'ChangePreference', target: { category: 'marketing', channel: null }, enabled: false },
      ],
      by: { actor: 'account-ada', source: 'user' },
      at: reader.sending.deps.now(),
    });
    expect(await reader.act(reader.unsubscribeToken('ada'))).toMatchObject({
      outcome: 'unsubscribed',
      undo: null,
    });
    expect(reader.asked).toEqual([]);
  });

  it('of a category that no longer exists is answered all the same', async () => {
    const token = reader.tokenOf({ may: 'unsubscribe', who: { userId: 'ada' }, category: 'gone' });
    expect(await reader.act(token)).toMatchObject({ outcome: 'unsubscribed', title: null, undo: null });
  });

  it('gives access to all preferences for no longer than the mail it came with', async () => {
    const token = reader.unsubscribeToken('ada');
    const manageIn = async () =>
      new URLSearchParams((await reader.links.look({ token }))?.manage?.split('?')[1] ?? '').get('token') ??
      '';
    expect(await reader.links.preferences({ token: await manageIn() })).not.toBeNull();
    reader.clock.ms += 31 * dayMs;
    expect(await reader.links.look({ token })).not.toBeNull();
    expect(await reader.links.preferences({ token: await manageIn() })).toBeNull();
  });
});

describe('a link for an address where nobody is named', () => {
  const address = 'carl@example.com';
  const target = () => ({
    channel: 'email' as const,
    subjectId: reader.sending.eventStore.subjectIdOf({ kind: addressKinds.email, value: address }),
  });
  const token = () => reader.tokenOf({ may: 'unsubscribe', who: target(), category: 'marketing' });
  const toCarl = () => {
    const { userId: _, ...wish } = reader.newsFor('carl');
    return { ...wish, addresses: { email: address } };
  };

  it('suppresses that category there, once, in force when it answers, and is confirmed there', async () => {
    expect(await reader.told(toCarl())).toMatchObject({ verdict: 'handed_over' });
    const done = await reader.act(token());
    expect(done).toMatchObject({ outcome: 'unsubscribed', manage: null });
    expect(await reader.act(token())).toMatchObject({ undo: done?.undo });
    reader.clock.ms += 1;
    expect(await reader.told(toCarl())).toEqual({ verdict: 'skip', rule: 'opted_out' });
    const said = await reader.sending.eventStore.readStream(suppressionStream('email', target().subjectId));
    expect(said).toMatchObject([
      {
        type: 'SuppressionAdded',
        actor: 'unsubscribe-link',
        data: { reason: 'unsubscribe', scope: 'category:marketing' },
        personal: { address },
      },
    ]);
    expect(await reader.confirmation()).toMatchObject({ to: address, category: 'security' });
  });

  it('is taken back, which lifts nothing else that stands against the address', async () => {
    await reader.told(toCarl());
    const done = await reader.act(token());
    const by = { actor: 'admin-1', source: 'admin' } as const;
    await addSuppression(reader.sending, {
      ...{ channel: 'email', address, reason: 'hard_bounce', scope: 'everything' },
      ...{ expiresAt: null, why: null, by, at: reader.sending.deps.now() },
    });
    expect(await reader.act(reader.undoIn(done))).toMatchObject({ outcome: 'undone' });
    expect(await reader.act(reader.undoIn(done))).toMatchObject({ outcome: 'undone' });
    reader.clock.ms += 1;
    expect(await reader.told(toCarl())).toEqual({ verdict: 'skip', rule: 'suppressed' });
  });

  it('holds for a person who was erased, without anything that names them', async () => {
    await reader.told(toCarl());
    const { subjectId } = target();
    await reader.sending.eventStore.eraseSubject(subjectId, {
      ...{ actor: 'admin-1', reason: 'asked for', at: reader.sending.deps.now() },
    });
    expect(await reader.act(token())).toMatchObject({ outcome: 'unsubscribed' });
    const said = await reader.sending.eventStore.readStream(suppressionStream('email', subjectId));
    expect(said).toMatchObject([{ type: 'SuppressionAdded', personal: null }]);
    expect(reader.asked).toEqual([]);
  });
});

describe('a token that is no good', () => {
  it('is answered alike, whatever is wrong with it', async () => {
    const before = await reader.written();
    const [unsubscribe, manage] = [
      reader.unsubscribeToken('ada'),
      reader.tokenOf({ may: 'preferences', who: { userId: 'ada' } }),
    ];
    const shut = { language: 'en' as const, cells: [], paused: true, quietHours: null };
    const tried = async (token: string) => [
      await reader.links.look({ token }),
      await reader.act(token),
      await reader.links.preferences({ token }),
      await reader.links.save({ token, ...shut }),
    ];
    const nothing = [null, null, null, null];
    expect(await tried('')).toEqual(nothing);
    expect(await tried(`${unsubscribe}A`)).toEqual(nothing);
    expect(await reader.links.preferences({ token: unsubscribe })).toBeNull();
    expect(await reader.links.save({ token: unsubscribe, ...shut })).toBeNull();
    expect(await reader.links.look({ token: manage })).toBeNull();
    expect(await reader.act(manage)).toBeNull();
    reader.clock.ms += 401 * dayMs;
    expect(await tried(unsubscribe)).toEqual(nothing);
    expect(await tried(manage)).toEqual(nothing);
    expect(await reader.written()).toBe(before);
  });
});
