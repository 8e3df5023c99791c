import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HttpPeer, httpPeer } from '#server/testing/http-peer.ts';
import { openOutboundWebhook } from './outbound-webhook.ts';
import { parseStandardKeys, standardHeaders, verifyStandard } from './standard-webhook.ts';

const now = '2026-11-21T12:00:00.000Z';
const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const notice = {
  id: 'alert_complaints-24h.stream.marketing.1_raised',
  type: 'alert.raised',
  at: '2026-11-21T11:59:00.000Z',
  data: { alertId: 'complaints-24h.stream.marketing.1', rate: 0.0025 },
};
let peer: HttpPeer;

beforeAll(async () => {
  peer = await httpPeer();
});
afterAll(() => peer.close());
beforeEach(() => peer.behave({ status: 204 }));

const post = (url = `${peer.origin}/alerts`) => openOutboundWebhook({ url, secret }, () => now)(notice);

describe('a notice', () => {
  it('is posted in the form of Standard Webhooks, so that its receiver can verify it', async () => {
    expect(await post()).toEqual({ ok: true, status: 204 });
    const seen = peer.seen.at(-1);
    expect(seen).toMatchObject({ method: 'POST', path: '/alerts' });
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      type: 'alert.raised',
      timestamp: notice.at,
      data: notice.data,
    });
    const headers = new Headers(
      Object.entries(seen?.headers ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
    );
    expect(headers.get('webhook-id')).toBe(notice.id);
    const request = { url: peer.origin, headers, body: Buffer.from(seen?.body ?? '') };
    const verdict = (key: string) =>
      verifyStandard(parseStandardKeys('SECRETS', key), standardHeaders, request, now);
    expect(verdict(secret)).toMatchObject({
      ok: true,
      verification: { method: 'hmac-sha256', signedAt: now },
    });
    expect(verdict(`whsec_${Buffer.alloc(32, 6).toString('base64')}`)).toMatchObject({ ok: false });
  });

  it('is not taken by any other answer, which says when to come again where it does', async () => {
    peer.behave({ status: 503, headers: { 'retry-after': '90' } });
    expect(await post()).toEqual({ ok: false, reason: '503', afterMs: 90_000 });
    peer.behave({ status: 410 });
    expect(await post()).toEqual({ ok: false, reason: '410', afterMs: null });
  });

  it('follows no redirect, and says what went wrong without the address', async () => {
    const asked = peer.seen.length;
    peer.behave({ status: 302, headers: { location: `${peer.origin}/elsewhere` } });
    expect(await post()).toEqual({ ok: false, reason: '302', afterMs: null });
    expect(peer.seen.length).toBe(asked + 1);
    const gone = await httpPeer();
    await gone.close();
    expect(await post(`${gone.origin}/alerts`)).toEqual({
      ok: false,
      reason: 'ECONNREFUSED',
      afterMs: null,
    });
  });
});
