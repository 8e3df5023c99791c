import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';

/** An outbox, what left it in which order, and the answers that are still to come. */
function office() {
  const outbox = new Outbox();
  const sent: string[] = [];
  const answers = new Map<string, { yes: () => void; no: () => void }>();
  const send = (about: string, what: string) =>
    outbox.send(about, () => {
      sent.push(what);
      return new Promise<string>((resolve, reject) => {
        answers.set(what, {
          yes: () => resolve(`${what} done`),
          no: () => reject(new Error(`${what} refused`)),
        });
      });
    });
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  return { outbox, sent, answers, send, settled };
}

describe('an outbox', () => {
  it('sends one after the other, whatever becomes of the one before', async () => {
    const { sent, answers, send, settled } = office();
    const [first, second] = [send('a', 'archive a'), send('a', 'unarchive a')];
    const refused = expect(first).rejects.toThrow('archive a refused');
    await settled();
    expect(sent).toEqual(['archive a']);
    answers.get('archive a')?.no();
    await refused;
    await settled();
    expect(sent).toEqual(['archive a', 'unarchive a']);
    answers.get('unarchive a')?.yes();
    expect(await second).toBe('unarchive a done');
  });

  it('sends at once what waits when the page is left, of each thing the last word', async () => {
    const { outbox, sent, answers, send, settled } = office();
    const under = send('a', 'read a');
    const early = send('b', 'archive b');
    const other = send('c', 'archive c');
    const late = send('b', 'unarchive b');
    outbox.sendAll();
    expect(sent).toEqual(['read a', 'unarchive b', 'archive c']);
    for (const what of sent) answers.get(what)?.yes();
    expect(await Promise.all([under, early, other, late])).toEqual([
      'read a done',
      'unarchive b done',
      'archive c done',
      'unarchive b done',
    ]);
    await settled();
    expect(sent).toHaveLength(3);
  });

  it('goes on where the page was left and came back', async () => {
    const { outbox, sent, answers, send, settled } = office();
    outbox.sendAll();
    void send('a', 'read a');
    outbox.sendAll();
    answers.get('read a')?.yes();
    await settled();
    void send('a', 'archive a');
    expect(sent).toEqual(['read a', 'archive a']);
  });
});
