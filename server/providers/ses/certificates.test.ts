import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openCertificates, parseLocalCertificates } from './certificates.ts';
import { selfSignedCertificate } from './rehearsal-certificate.ts';

const now = '2026-11-21T12:00:00.000Z';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

function pem(from = '2026-01-01T00:00:00.000Z', to = '2027-01-01T00:00:00.000Z'): string {
  const der = selfSignedCertificate(privateKey, publicKey, from, to);
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
}

const good = pem();
const url = (n: number) => `https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-${n}.pem`;

/** Serves what it is told to, and remembers what it was asked for. */
function host(answer: (url: string) => Promise<string> = async () => good) {
  const asked: string[] = [];
  const find = openCertificates((one) => {
    asked.push(one);
    return answer(one);
  });
  return { asked, find };
}

describe('a certificate', () => {
  it('is fetched once, and known by a fingerprint', async () => {
    const { asked, find } = host();
    const first = await find(url(1), now);
    expect(first).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(await find(url(1), now)).toBe(first);
    expect(asked).toEqual([url(1)]);
  });

  it('is fetched once for all who ask while it is under way', async () => {
    let serve = (_: string) => {};
    const { asked, find } = host(
      () =>
        new Promise((resolve) => {
          serve = resolve;
        }),
    );
    const waiting = [find(url(1), now), find(url(1), now), find(url(1), now)];
    serve(good);
    const found = await Promise.all(waiting);
    expect(new Set(found).size).toBe(1);
    expect(found[0]).not.toBeNull();
    expect(asked).toEqual([url(1)]);
  });

  it('stays known after a rotation, beside the one that came under a new address', async () => {
    const { asked, find } = host();
    for (const n of [1, 2, 1, 2]) expect(await find(url(n), now)).not.toBeNull();
    expect(asked).toEqual([url(1), url(2)]);
  });

  it('is asked for again after a failure', async () => {
    let isUp = false;
    const { find } = host(async () => {
      if (!isUp) throw new Error('down');
      return good;
    });
    expect(await find(url(1), now)).toBeNull();
    isUp = true;
    expect(await find(url(1), now)).not.toBeNull();
  });

  it.each([
    ['expired', pem('2025-01-01T00:00:00.000Z', '2026-11-21T11:59:59.000Z')],
    ['not yet valid', pem('2026-11-21T12:00:01.000Z', '2027-01-01T00:00:00.000Z')],
    ['no certificate', 'Hello'],
    ['cut off', good.slice(0, 300)],
    ['empty', ''],
    ['a public key', publicKey.export({ format: 'pem', type: 'spki' }).toString()],
  ])('that is %s is none', async (_, text) => {
    expect(await host(async () => text).find(url(1), now)).toBeNull();
  });

  it('that expires while it is kept is asked for again, and refused if it is still the same', async () => {
    const { asked, find } = host(async () => pem('2026-01-01T00:00:00.000Z', '2026-11-21T12:00:00.000Z'));
    expect(await find(url(1), now)).not.toBeNull();
    expect(await find(url(1), '2026-11-21T12:00:01.000Z')).toBeNull();
    expect(asked).toHaveLength(2);
  });

  it('with another kind of key is none', async () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const der = selfSignedCertificate(
      ec.privateKey,
      ec.publicKey,
      '2026-01-01T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
    );
    const text = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
    expect(await host(async () => text).find(url(1), now)).toBeNull();
  });
});

describe('what is kept', () => {
  it('is bounded, and loses the one that was longest unused', async () => {
    const { asked, find } = host();
    for (let n = 1; n <= 16; n += 1) await find(url(n), now);
    await find(url(1), now);
    await find(url(17), now);
    await find(url(1), now);
    expect(asked).toHaveLength(17);
    await find(url(2), now);
    expect(asked.at(-1)).toBe(url(2));
    expect(asked).toHaveLength(18);
  });

  it('does not grow by fetches under way: beyond eight the next has to come again', async () => {
    const { asked, find } = host(() => new Promise(() => {}));
    for (let n = 1; n <= 8; n += 1) void find(url(n), now);
    expect(await find(url(9), now)).toBeNull();
    expect(asked).toHaveLength(8);
  });
});

describe('SES_LOCAL_CERTIFICATES', () => {
  const der = Buffer.from(good.split('\n')[1] ?? '', 'base64').toString('base64');

  it('holds several', () => {
    expect(parseLocalCertificates('LOCAL', `${der}, ${der}`)).toHaveLength(2);
  });

  it.each(['hello', 'AAAA', `${der},x`])('that cannot be read is refused without showing it', (text) => {
    expect(() => parseLocalCertificates('LOCAL', text)).toThrow(/^LOCAL: must be X\.509/);
    expect(() => parseLocalCertificates('LOCAL', text)).not.toThrow(text);
  });
});
