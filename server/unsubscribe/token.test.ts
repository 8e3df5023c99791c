import { describe, expect, it } from 'vitest';
import { unsubscribeLinks } from './links.ts';
import { openUnsubscribeTokens, type TokenScope } from './token.ts';

const tokens = openUnsubscribeTokens(Buffer.alloc(32, 9).toString('base64'));
const at = '2026-11-21T12:00:00.000Z';
const ada = { may: 'unsubscribe', who: { userId: 'ada@example.com' }, category: 'marketing' } as const;
const token = tokens.sign(ada, at);
const address = { channel: 'email', subjectId: 'subject' } as const;
const afterDays = (days: number, ms = 0) => new Date(Date.parse(at) + days * 86_400_000 + ms).toISOString();

describe('an unsubscribe token', () => {
  it.each<TokenScope>([
    ada,
    { may: 'unsubscribe', who: address, category: 'product' },
    { may: 'undo', who: ada.who, changeId: 'change' },
    { may: 'undo', who: address, changeId: 'change' },
    { may: 'preferences', who: ada.who },
    { may: 'keep', who: address },
  ])('gives back what it may do, and when it was made: %j', (scope) => {
    expect(tokens.verify(tokens.sign(scope, at), at)).toStrictEqual({ scope, at });
  });

  it.each<[TokenScope, number]>([
    [ada, 400],
    [{ may: 'undo', who: ada.who, changeId: 'change' }, 30],
    [{ may: 'preferences', who: ada.who }, 30],
    [{ may: 'keep', who: address }, 400],
  ])('%j works for %d days and not a moment longer', (scope, days) => {
    const signed = tokens.sign(scope, at);
    expect(tokens.verify(signed, afterDays(days, -1))).toMatchObject({ scope });
    expect(tokens.verify(signed, afterDays(days))).toBeNull();
  });

  it('is never made for security', () => {
    expect(() => tokens.sign({ ...ada, category: 'security' }, at)).toThrow();
  });

  it('is the same for the same mail and another for another', () => {
    expect(tokens.sign(ada, at)).toBe(token);
    expect(tokens.sign({ ...ada, category: 'product' }, at)).not.toBe(token);
    expect(tokens.sign(ada, '2026-11-21T12:00:00.001Z')).not.toBe(token);
  });

  it('tells nothing of the person', () => {
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toMatch(/ada|example|marketing/);
  });

  it('is refused when any letter of it differs', () => {
    for (let n = 0; n < token.length; n += 1) {
      const other = token[n] === 'A' ? 'B' : 'A';
      expect(tokens.verify(token.slice(0, n) + other + token.slice(n + 1), at)).toBeNull();
    }
  });

  it.each(['', 'x', `${token}A`, token.slice(1), `${token}=`, `${token} `, 'ä'.repeat(60), 'A'.repeat(5000)])(
    'is refused when it is none: %j',
    (text) => {
      expect(tokens.verify(text, at)).toBeNull();
    },
  );

  it('is refused when another installation made it', () => {
    const others = openUnsubscribeTokens(Buffer.alloc(32, 8).toString('base64'));
    expect(tokens.verify(others.sign(ada, at), at)).toBeNull();
  });
});

describe('the links of a mail', () => {
  const maker = { unsubscribeTokens: tokens, publicBaseUrl: 'https://earshot.example.com' };

  it('lead to its pages and name the one click', () => {
    const url = `https://earshot.example.com/unsubscribe?token=${token}`;
    const manage = tokens.sign({ may: 'preferences', who: ada.who }, at);
    expect(unsubscribeLinks(maker, { who: ada.who, category: ada.category }, at)).toStrictEqual({
      url,
      manageUrl: `https://earshot.example.com/manage?token=${manage}`,
      headers: {
        'List-Unsubscribe': `<${url}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    });
  });

  it('lead to nobody’s preferences where an address is written to', () => {
    const links = unsubscribeLinks(maker, { who: address, category: 'marketing' }, at);
    expect(links.manageUrl).toBeNull();
  });
});
