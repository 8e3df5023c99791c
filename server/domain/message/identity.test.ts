import { describe, expect, it } from 'vitest';
import { everyOrderTwice } from './every-order.ts';
import { canonicalIdOf, evolveLink, joinLinks, keysOf, type MessageLink, providerKeyOf } from './identity.ts';
import { historic, historicConversion, historicRequest } from './message-history.ts';

const key = providerKeyOf('example-mail', 'p-1', 'subject-ada');
const echoed = (messageId: string, position = 1) =>
  historic('accepted', { position, data: { messageId, providerMessageId: 'p-1' } });
const derived = (messageId = 'derived-1', position = 2) =>
  historic('delivered', { position, data: { messageId, providerMessageId: 'p-1', echoed: false } });
const linkOf = (...events: Parameters<typeof evolveLink>[1][]) =>
  events.reduce<MessageLink | null>(evolveLink, null);
const half = { providerKey: key, subjectId: 'subject-ada', contested: false };

describe('the keys an event speaks of', () => {
  it('are both, where our id came back next to the provider’s', () => {
    expect(keysOf(echoed('msg_1'))).toEqual({ ownId: 'msg_1', derivedId: null, providerKey: key });
  });

  it('are the derived ones, where it did not', () => {
    expect(keysOf(derived())).toEqual({ ownId: null, derivedId: 'derived-1', providerKey: key });
  });

  it('are our id alone, where no provider has named the message', () => {
    expect(keysOf(historicRequest())).toEqual({ ownId: 'msg_1', derivedId: null, providerKey: null });
    expect(keysOf(historicConversion())).toEqual({ ownId: 'msg_1', derivedId: null, providerKey: null });
    expect(keysOf(historic('delivered')).providerKey).toBeNull();
  });

  it('differ for two recipients of one provider message, and cannot be forged by odd ids', () => {
    const other = historic('accepted', { subjectId: 'subject-bob', data: { providerMessageId: 'p-1' } });
    expect(keysOf(other).providerKey).not.toBe(key);
    expect(providerKeyOf('a', 'b","c', 'd')).not.toBe(providerKeyOf('a', 'b', 'c","d'));
    expect(providerKeyOf('a', 'bc', 'd')).not.toBe(providerKeyOf('ab', 'c', 'd'));
  });
});

describe('a link', () => {
  it('is half before, and whole after the other id is heard of', () => {
    expect(linkOf(derived())).toEqual({ ...half, alias: 'derived-1', messageId: null });
    expect(linkOf(echoed('msg_1'))).toEqual({ ...half, alias: null, messageId: 'msg_1' });
    const whole = { ...half, alias: 'derived-1', messageId: 'msg_1' };
    expect(linkOf(derived(), echoed('msg_1'))).toEqual(whole);
    expect(linkOf(echoed('msg_1'), derived())).toEqual(whole);
  });

  it('shows the message under our id, or under the derived one while there is no other', () => {
    const ids = [linkOf(derived()), linkOf(derived(), echoed('msg_1')), linkOf(echoed('msg_1'))];
    expect(ids.map((link) => link && canonicalIdOf(link))).toEqual(['derived-1', 'msg_1', 'msg_1']);
  });

  it('goes to the smaller of two of our ids that claim it, says so, and does so in every order', () => {
    const history = [echoed('msg_2', 1), derived('derived-1', 2), echoed('msg_1', 3), echoed('msg_3', 4)];
    for (const order of everyOrderTwice(history)) {
      expect(linkOf(...order)).toEqual({ ...half, alias: 'derived-1', messageId: 'msg_1', contested: true });
    }
  });

  it('is the very same object when it learns nothing, so that nothing is written', () => {
    const link = linkOf(derived(), echoed('msg_1'));
    expect(evolveLink(link, echoed('msg_1', 9))).toBe(link);
    expect(evolveLink(link, historicRequest())).toBe(link);
  });

  it('is not made by an event that names no provider message', () => {
    expect(linkOf(historicRequest(), historic('delivered'))).toBeNull();
  });

  it('cannot be joined with that of another message', () => {
    const [a, b] = [linkOf(derived()), linkOf(derived())];
    if (a === null || b === null) throw new Error('both are links');
    expect(() => joinLinks(a, { ...b, providerKey: 'other' })).toThrow('different messages');
  });
});
