import type { Installation } from './fixtures.ts';

let count = 0;

/** Somebody of their own for each test, with a mailbox, who was told one thing in the inbox. */
export async function toldPerson(installation: Installation, title: string) {
  count += 1;
  const label = `own-data-${Date.now()}-${process.pid}-${count}`;
  const userId = `user-${label}`;
  const email = `${label}@example.com`;
  await installation.knows(userId, { email });
  const key = await installation.apiKey('notifications:write');
  const tell = (idempotencyKey: string) =>
    fetch(`${installation.url}/api/v1/notifications`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        idempotencyKey,
        userId,
        category: 'product',
        channels: ['in_app'],
        content: { in_app: { title, body: `${title}: the whole text.` } },
      }),
    });
  const answer = await tell(label);
  if (!answer.ok) throw new Error(`The API answered ${answer.status}: ${await answer.text()}`);
  return { userId, email, tell };
}
