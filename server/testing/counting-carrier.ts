import { createHash } from 'node:crypto';
import { senders } from '#server/providers/sender-registry.ts';
import { httpPeer, type PeerResponse, reply } from './http-peer.ts';

/** What a carrier does with a request it has read whole. */
export interface Treatment {
  /** How long it keeps the asker waiting, in milliseconds. */
  readonly afterMs: number;
  /** `takes_and_hangs_up` has the message and says nothing; `not_now` does not have it. */
  readonly does: 'takes' | 'takes_and_hangs_up' | 'not_now';
}

/** Plays the providers of mail and SMS, and counts what they took: it alone can say what was sent twice. */
export interface CountingCarrier {
  /** The variables with which an app sends through it. */
  readonly environment: Readonly<Record<string, string>>;
  /** How many SMS it took for each number. */
  readonly texts: ReadonlyMap<string, number>;
  /** SMS it was asked to send and has not answered. */
  textsInHand(): number;
  /** Askings that it put off. */
  putOff(): number;
  close(): Promise<void>;
}

interface Options {
  treatmentOf(channel: 'email' | 'sms'): Treatment;
  /** A mail was taken: for which address. */
  onMail(address: string): void;
}

/** Speaks as the first sender of each channel expects, so a mistaken answer shows as an unknown outcome at once. */
export async function openCountingCarrier({ treatmentOf, onMail }: Options): Promise<CountingCarrier> {
  const mail = await httpPeer();
  const sms = await httpPeer();
  const texts = new Map<string, number>();
  let inHand = 0;
  let putOff = 0;

  mail.behave((request, response) => {
    const { afterMs } = treatmentOf('email');
    onMail(found(/[\w-]+@example\.com/, request.body));
    setTimeout(() => accept(response, mail.seen.length), afterMs);
  });
  sms.behave((request, response) => {
    const { afterMs, does } = treatmentOf('sms');
    const number = found(/\+49\d{8,11}/, decodeURIComponent(request.body));
    if (does === 'not_now') {
      putOff += 1;
      reply(response, { status: 429, body: {} });
      return;
    }
    texts.set(number, (texts.get(number) ?? 0) + 1);
    inHand += 1;
    setTimeout(() => {
      inHand -= 1;
      if (does === 'takes') accept(response, sms.seen.length);
      else response.destroy();
    }, afterMs);
  });
  return {
    environment: {
      ...senders.email[0]?.rehearsal.environment(mail.origin),
      ...senders.sms[0]?.rehearsal.environment(sms.origin),
    },
    texts,
    textsInHand: () => inHand,
    putOff: () => putOff,
    async close() {
      await mail.close();
      await sms.close();
    },
  };
}

/** Says yes with an id, in the places where mail and SMS providers document theirs. */
function accept(response: PeerResponse, count: number): void {
  const id = createHash('md5').update(String(count)).digest('hex');
  reply(response, {
    status: 202,
    headers: { 'x-message-id': id },
    body: { sid: `SM${id}`, status: 'queued' },
  });
}

function found(form: RegExp, body: string): string {
  const [address] = form.exec(body) ?? [];
  if (address === undefined) throw new Error('A carrier was asked to send to nobody that a test knows.');
  return address;
}
