import { expect, it } from 'vitest';
import type { Logger } from '#server/log.ts';
import { openSenders } from './open-senders.ts';
import { ConfigurationError, type Environment } from './provider.ts';
import type { Sender } from './sender.ts';

const sender = (id: string, configure: Sender<'email'>['configure']): Sender<'email'> => ({
  id,
  name: id,
  channel: 'email',
  configure,
  rehearsal: { speaks: 'nothing', environment: () => ({}), secrets: [] },
});
const on = { isIdempotent: false, send: () => Promise.reject(new Error('nobody asks')) };
const wrong = () => {
  throw new ConfigurationError('A_KEY', 'must be a key.');
};

/** The id of the sender of mails, and what was logged. */
function opened(email: Sender<'email'>[], environment: Environment = {}) {
  const errors: unknown[] = [];
  const log = { error: (facts: unknown) => void errors.push(facts) } as unknown as Logger;
  const senders = openSenders(environment, log, { email, sms: [], push: [], in_app: [] });
  expect(senders('sms')).toBeNull();
  return { id: senders('email')?.id ?? null, errors };
}

it('uses the first that is configured', () => {
  const isOn = (environment: Environment) => (environment.B === '1' ? on : null);
  const all = [sender('a', () => null), sender('b', isOn), sender('c', () => on)];
  expect(opened(all, { B: '1' })).toStrictEqual({ id: 'b', errors: [] });
  expect(opened(all)).toStrictEqual({ id: 'c', errors: [] });
  expect(opened([])).toStrictEqual({ id: null, errors: [] });
});

it('lets no other stand in for one that is misconfigured, and says what is wrong', () => {
  expect(opened([sender('a', wrong), sender('b', () => on)])).toStrictEqual({
    id: null,
    errors: [{ sender: 'a', variable: 'A_KEY', problem: 'A_KEY: must be a key.' }],
  });
});

it('passes on what is no matter of configuration', () => {
  const broken = () => {
    throw new TypeError('broken');
  };
  expect(() => opened([sender('a', broken)])).toThrow(TypeError);
});
