import { providers } from '#server/providers/registry.ts';
import { appendLostAnswer } from '#server/testing/lost-answer.ts';
import { expect, type Installation, test } from './fixtures.ts';
import { expectFine } from './page-checks.ts';

const provider = providers.find(({ signs }) => signs === 'bytes');

/** The id of a mail after which a text message was asked for, of which nobody can say what became. */
async function lostAnswer(installation: Installation): Promise<string> {
  const { sql, secrets } = installation;
  const notificationId = `ntf_lost-${Date.now().toString(36)}`;
  const email = `${notificationId}@example.com`;
  const about = { category: 'billing', template: 'receipt' };
  const at = new Date().toISOString();
  const messageId = await appendLostAnswer(sql, secrets, { ...about, notificationId, email, at });
  // Read models look when something is reported.
  const delivered = { recipient: email, ...about, messageId, providerMessageId: `pm-${messageId}`, at };
  await installation.report(provider?.id ?? '', [{ ...delivered, kind: 'delivered' }]);
  return messageId;
}

test('an administrator who looked it up says what became of a step, and the story says so', async ({
  page,
  installation,
  signIn,
}) => {
  const id = await lostAnswer(installation);
  await signIn('admin@example.com');
  const group = page.getByRole('group', { name: 'What became of step 1' });
  await expect(async () => {
    await page.goto(`/admin/messages/${id}`);
    await expect(group).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expectFine(page, 'a step of which nobody can say what became');
  await group.getByRole('button', { name: 'It was not sent' }).click();
  await expect(page.getByRole('region', { name: 'Timeline' })).toContainText(/was not sent/);
  await expect(group).toHaveCount(0);
});
