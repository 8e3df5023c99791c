import { describe, expect, it } from 'vitest';
import { type InboxState, inboxAddress, inboxStateOf } from './filter.ts';

const plain: InboxState = { tab: 'all', q: '', category: null, channel: null, n: null };
const read = (address: string) => {
  const query = new URL(address, 'https://earshot.test').searchParams;
  return inboxStateOf((name) => query.get(name));
};

describe('the address of the inbox', () => {
  it.each([
    ['/', {}],
    ['/?tab=archived', { tab: 'archived' }],
    ['/?q=two+words+%26+more', { q: 'two words & more' }],
    ['/?category=board&channel=sms', { category: 'board', channel: 'sms' }],
    ['/?tab=unread&n=message-x%2F1', { tab: 'unread', n: 'message-x/1' }],
  ] as const)('is %s, which is read in the same way', (address, said) => {
    const state = { ...plain, ...said };
    expect(inboxAddress(state)).toBe(address);
    expect(read(address)).toEqual(state);
  });

  it('says nothing by what makes no sense', () => {
    expect(read('/?tab=snoozed&channel=pigeon&category=&n=&unknown=1')).toEqual(plain);
  });
});
