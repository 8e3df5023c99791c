import { describe, expect, it } from 'vitest';
import { unsubscribeLinks } from './links.ts';
import { openUnsubscribeTokens, type UnsubscribeScope } from './token.ts';

const tokens = openUnsubscribeTokens(Buffer.alloc(32, 9).toString('base64'));
const at = '2026-11-21T12:00:00.000Z';
const ada: UnsubscribeScope = { who: { userId: 'ada@example.com' }, category: 'marketing' };
const token = tokens.sign(ada, at);

describe('an unsubscribe token', () => {
  it('gives back what it may do, for a person or for an address', () => {
    expect(tokens.verify(token, at)).toStrictEqual(ada);
    const address: UnsubscribeScope = {
      who: { channel: 'email', subjectId: 'subject' },
      category: 'product',
    };
    expect(tokens.verify(tokens.sign(address, at), at)).toStrictEqual(address);
  });

  it('works for 400 days and not a moment longer', () => {
    expect(tokens.verify(token, '2027-12-26T11:59:59.999Z')).toStrictEqual(ada);
    expect(tokens.verify(token, '2027-12-26T12:00:00.000Z')).toBeNull();
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

it('links a mail to its page and names the one click', () => {
  const links = unsubscribeLinks(tokens, 'https://earshot.example.com', ada, at);
  expect(links).toStrictEqual({
    url: `https://earshot.example.com/unsubscribe?token=${token}`,
    headers: {
      'List-Unsubscribe': `<https://earshot.example.com/unsubscribe?token=${token}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  });
});
