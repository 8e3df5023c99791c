import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSuppression } from '#server/commands/add-suppression.ts';
import { changePreferences } from '#server/commands/change-preferences.ts';
import { preferencesStream } from '#server/domain/preference/events.ts';
import { type LinkReader, openLinkReader } from '#server/testing/link-reader.ts';

const dayMs = 86_400_000;
let reader: LinkReader;

beforeEach(async () => {
  reader = await openLinkReader();
});

afterEach(() => reader.sending.close());

describe('the mail that confirms', () => {
  it('belongs to security, has one link back, and no way to unsubscribe', async () => {
    await reader.act(reader.unsubscribeToken('ada'), 'de');
    const mail = await reader.confirmation();
    expect(mail).toMatchObject({ to: 'ada@example.com', category: 'security', content: { headers: {} } });
    expect(mail?.content.subject).toBe('Ihre Benachrichtigungen wurden geändert');
    const urls = new Set(mail?.content.html.match(/https:\/\/earshot\.test[^"]*/g));
    expect([...urls]).toEqual([expect.stringMatching(/\/unsubscribe\?token=[\w-]+$/)]);
    const token = [...urls][0]?.split('=')[1] ?? '';
    expect(await reader.links.look({ token })).toMatchObject({ may: 'undo', category: null });
    expect(await reader.act(token)).toMatchObject({ outcome: 'undone' });
    expect(await reader.told(reader.newsFor('ada'))).toMatchObject({ verdict: 'handed_over' });
  });

  it('is not asked for by taking back, which would have no end', async () => {
    const done = await reader.act(reader.unsubscribeToken('ada'));
    await reader.act(reader.undoIn(done));
    expect(reader.asked).toHaveLength(1);
  });

  it.each(['hard_bounce', 'complaint'] as const)(
    'is not sent to an address with a %s, and the wish stands',
    async (reason) => {
      const by = { actor: 'admin-1', source: 'admin' } as const;
      const scope = reason === 'complaint' ? 'all_but_security' : 'everything';
      await addSuppression(reader.sending, {
        ...{ channel: 'email', address: 'ada@example.com', reason, scope, expiresAt: null, why: null },
        ...{ by, at: reader.sending.deps.now() },
      });
      expect(await reader.act(reader.unsubscribeToken('ada'))).toMatchObject({ outcome: 'unsubscribed' });
      expect(reader.asked).toEqual([]);
      expect(await reader.sending.eventStore.readStream(preferencesStream('ada'))).toHaveLength(1);
    },
  );

  it('is not asked for where nobody could send it, and the wish stands', async () => {
    reader.sending.providers.email.isSetUp = false;
    expect(await reader.act(reader.unsubscribeToken('ada'))).toMatchObject({ outcome: 'unsubscribed' });
    expect(reader.asked).toEqual([]);
    expect(await reader.sending.eventStore.readStream(preferencesStream('ada'))).toHaveLength(1);
  });
});

describe('a manage link', () => {
  const manage = (userId: string) => reader.tokenOf({ may: 'preferences', who: { userId } });
  const save = (token: string, changes: object = {}) =>
    reader.links.save({ token, language: 'en', cells: [], paused: false, quietHours: null, ...changes });
  const off = { category: 'billing', channel: 'sms', enabled: false } as const;

  it('shows what the person chose and not where they are reached', async () => {
    const grid = await reader.links.preferences({ token: manage('ada') });
    expect(grid?.channels).toEqual(['email', 'sms', 'in_app']);
    expect(grid?.categories[0]).toMatchObject({ name: 'security', locked: true });
    expect(JSON.stringify(grid)).not.toMatch(/ada|example|4915/);
  });

  it('changes that person alone, in one change that one mail confirms and one link takes back', async () => {
    const quietHours = { start: '22:00', end: '07:00', timeZone: 'Europe/Berlin' };
    const done = await save(manage('ada'), { cells: [off], paused: true, quietHours });
    expect(done).toMatchObject({ changed: true });
    const said = await reader.sending.eventStore.readStream(preferencesStream('ada'));
    expect(said.map(({ type, actor }) => `${type} ${actor}`).sort()).toEqual([
      'AllPaused preferences-link',
      'PreferenceChanged preferences-link',
      'QuietHoursChanged preferences-link',
    ]);
    expect(await reader.sending.eventStore.readStream(preferencesStream('ben'))).toEqual([]);
    expect(reader.asked).toHaveLength(1);
    // A pause holds back everything else.
    expect(await reader.confirmation()).toMatchObject({ template: 'wishes-changed' });
    await reader.act(reader.undoIn(done));
    expect(await reader.links.preferences({ token: manage('ada') })).toMatchObject({
      pause: null,
      quietHours: null,
    });
  });

  it('changes nothing, and writes to nobody, where nothing is different', async () => {
    const before = await reader.written();
    expect(await save(manage('ada'))).toEqual({ changed: false, undo: null });
    expect(await reader.written()).toBe(before);
  });

  it('leaves a pause with an end as it is', async () => {
    const until = new Date(reader.clock.ms + dayMs).toISOString();
    const wishes = [{ type: 'PauseAll', until }] as const;
    const by = { actor: 'account-ada', source: 'user' } as const;
    await changePreferences(reader.sending, { userId: 'ada', wishes, by, at: reader.sending.deps.now() });
    await save(manage('ada'), { paused: true });
    expect((await reader.links.preferences({ token: manage('ada') }))?.pause).toEqual({ until });
  });

  it('refuses security, all of it', async () => {
    const security = { category: 'security', channel: 'email', enabled: false } as const;
    await expect(save(manage('ada'), { cells: [off, security] })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    expect(await reader.sending.eventStore.readStream(preferencesStream('ada'))).toEqual([]);
  });
});
