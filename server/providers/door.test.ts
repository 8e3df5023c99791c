import { describe, expect, it } from 'vitest';
import { openDoor } from './door.ts';
import { ConfigurationError } from './provider.ts';

const minute = 60_000;
const admitted = (variables: Record<string, string>, address: string | null) =>
  openDoor(variables, 'acme-mail').admit(address, 0)?.code ?? 'admitted';

describe('allowed networks', () => {
  const only = { WEBHOOK_ALLOWED_NETWORKS_ACME_MAIL: '192.0.2.0/24, 198.51.100.7,2001:db8::/32' };

  it.each([
    ['192.0.2.1', 'admitted'],
    ['198.51.100.7', 'admitted'],
    ['2001:db8:1::5', 'admitted'],
    ['::ffff:192.0.2.9', 'admitted'],
    ['192.0.3.1', 'address_not_allowed'],
    ['198.51.100.8', 'address_not_allowed'],
    ['2001:db9::1', 'address_not_allowed'],
    ['not an address', 'address_not_allowed'],
    [null, 'address_not_allowed'],
  ])('a request from %s is %s', (address, expected) => {
    expect(admitted(only, address)).toBe(expected);
  });

  it('are everybody when none are named', () => {
    expect(admitted({ WEBHOOK_ALLOWED_NETWORKS_ACME_MAIL: ' ' }, null)).toBe('admitted');
    expect(admitted({ WEBHOOK_ALLOWED_NETWORKS_OTHER: '192.0.2.1' }, '203.0.113.1')).toBe('admitted');
  });

  it.each(['192.0.2', '192.0.2.0/33', '2001:db8::/129', '192.0.2.0/x', 'example.com', '192.0.2.0/'])(
    'cannot be %j',
    (text) => {
      expect(() => openDoor({ WEBHOOK_ALLOWED_NETWORKS_ACME_MAIL: text }, 'acme-mail')).toThrow(
        ConfigurationError,
      );
    },
  );
});

describe('the limit per minute', () => {
  it('lets so many in and refuses the rest until the minute is over', () => {
    const door = openDoor({ WEBHOOK_MAX_PER_MINUTE_ACME_MAIL: '2' }, 'acme-mail');
    const answers = [0, 1, 2, minute].map((at) => door.admit('192.0.2.1', at)?.status ?? 200);
    expect(answers).toEqual([200, 200, 429, 200]);
  });

  it.each(['0', '-1', '1.5', 'many'])('cannot be %j', (text) => {
    expect(() => openDoor({ WEBHOOK_MAX_PER_MINUTE_ACME_MAIL: text }, 'acme-mail')).toThrow(/whole number/);
  });
});

describe('a caller that keeps being refused', () => {
  it('is not listened to for the rest of the minute, while others are', () => {
    const door = openDoor({}, 'acme-mail');
    for (let n = 0; n < 600; n += 1) {
      expect(door.admit('192.0.2.1', 5)).toBeNull();
      door.refused('192.0.2.1', 5);
    }
    expect(door.admit('192.0.2.1', 6)).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(door.admit('192.0.2.2', 6)).toBeNull();
    expect(door.admit('192.0.2.1', minute)).toBeNull();
  });
});
