import { describe, expect, it } from 'vitest';
import { answerTo } from './answer.ts';
import type { Stage } from './conversation.ts';

function answer(stage: Stage, reply: string | null, code = 'EENVELOPE') {
  return answerTo({ ok: false, stage, reply, code }, []);
}

describe('a refusal', () => {
  it.each<[Stage, string, string]>([
    ['recipient', '550 5.1.1 no such user', 'hard_bounced'],
    [
      'recipient',
      '550-5.1.1 The email account that you tried to reach\n550 5.1.1 does not exist.',
      'hard_bounced',
    ],
    ['recipient', '556 5.1.10 null MX', 'hard_bounced'],
    ['recipient', '550 5.2.1 disabled', 'hard_bounced'],
    ['recipient', '552 5.2.2 mailbox full', 'soft_bounced'],
    ['recipient', '550 no such user, or not for you', 'soft_bounced'],
    ['recipient', '554 5.7.1 relay access denied', 'failed'],
    ['recipient', '530 5.7.0 log in first', 'failed'],
    ['recipient', '530 log in first', 'failed'],
    ['recipient', '501 syntax error', 'failed'],
    ['recipient', '550 5.1.8 the sender has a bad domain', 'failed'],
    ['message', '550 5.1.1 no such user', 'hard_bounced'],
    ['message', '552 5.2.3 too long for this mailbox', 'soft_bounced'],
    ['message', '554 5.7.1 looks like spam', 'dropped'],
    ['message', '552 5.3.4 too big for us', 'failed'],
    ['message', '554 transaction failed', 'failed'],
    ['sender', '550 5.1.1 about the sender', 'failed'],
    ['sender', '553 5.7.1 not owned by user', 'failed'],
    ['login', '535 5.7.8 wrong password', 'failed'],
    ['connection', '554 5.7.1 not from your address', 'failed'],
  ])('of the %s by "%s" means %s', (stage, reply, kind) => {
    expect(answer(stage, reply)).toMatchObject({ outcome: 'refused', kind });
  });

  it('is told with its codes, and with the reply for people', () => {
    expect(answer('recipient', '550 5.1.1 <ada@example.com> unknown')).toStrictEqual({
      outcome: 'refused',
      kind: 'hard_bounced',
      providerEvent: '550 5.1.1',
      codes: { smtp: '550', enhanced: '5.1.1' },
      reason: '550 5.1.1 <ada@example.com> unknown',
    });
  });

  it('does not say what was said to a login, and takes keys out of everything else', () => {
    expect(answer('login', '535 5.7.8 no: AHVzZXIAcGFzcw==')).not.toHaveProperty('reason');
    const failure = { ok: false, stage: 'sender', reply: '550 not with hunter2', code: 'EENVELOPE' } as const;
    expect(answerTo(failure, ['hunter2'])).toMatchObject({ reason: '550 not with [secret]' });
  });

  it('of its size needs no reply, since the server had named its limit', () => {
    expect(answer('sender', null, 'EMESSAGE')).toMatchObject({ outcome: 'refused', kind: 'failed' });
  });
});

describe('a temporary refusal', () => {
  it.each<[Stage, string]>([
    ['connection', '421 4.3.2 closing down'],
    ['login', '454 4.7.0 try again later'],
    ['sender', '451 4.7.1 too fast'],
    ['recipient', '450 4.2.0 greylisted'],
    ['recipient', '550 4.2.1 said in two voices'],
    ['message', '452 4.3.1 out of space'],
  ])('of the %s by "%s" means that it may be asked again', (stage, reply) => {
    expect(answer(stage, reply)).toEqual({ outcome: 'not_now', afterMs: null, reason: reply.slice(0, 9) });
  });
});

describe('the end of a connection', () => {
  it.each<Stage>(['connection', 'login', 'sender', 'recipient'])('at the %s costs nothing', (stage) => {
    expect(answer(stage, null, 'ETIMEDOUT')).toEqual({
      outcome: 'not_now',
      afterMs: null,
      reason: 'ETIMEDOUT',
    });
  });

  it.each([null, '250 2.0', 'gibberish'])('after the mail was given leaves it open: %s', (reply) => {
    expect(answer('message', reply, 'ECONNECTION')).toMatchObject({ outcome: 'unknown' });
  });
});
