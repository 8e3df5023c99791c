import type { Api } from './api.ts';
import { answers } from './told.ts';

const path = '/policies/demo-escalation';
/** Those that the demo sends alone: critical ones of a template that few installations escalate otherwise. */
export const demoTemplate = 'payment-failed';
/** More than a text message takes to arrive. */
const patienceSeconds = 600;

/** Puts the demo's policy in force with this wait. What was planned by it before goes on as it was. */
export async function putDemoPolicy(api: Api, waitSeconds: number): Promise<void> {
  const known = await api.find(path, answers.policy);
  const body = {
    appliesTo: { template: demoTemplate },
    critical: true,
    channel: 'email',
    steps: [
      {
        ...{ when: 'not_opened', within: `${waitSeconds}s`, after: 'delivered' },
        send: { channel: 'sms', template: demoTemplate },
      },
    ],
    giveUpAfter: `${waitSeconds + patienceSeconds}s`,
    unknownOpens: 'ignore',
    basis: known?.version ?? null,
  };
  await api.ask({ method: 'PUT', path, body }, answers.policy);
}

/** Takes it out of force, so that nothing but the demo ever goes by it. */
export async function retireDemoPolicy(api: Api): Promise<void> {
  const known = await api.find(path, answers.policy);
  if (known === null || known.status === 'retired') return;
  await api.ask({ method: 'DELETE', path: `${path}?basis=${known.version}` }, answers.policy);
}
