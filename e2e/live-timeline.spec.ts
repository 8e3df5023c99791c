import { providers } from '#server/providers/registry.ts';
import { expect, test } from './fixtures.ts';

const instantOf = (ms: number) => new Date(ms).toISOString();

for (const provider of providers) {
  test(`${provider.name}: a signed webhook appears in the open list and timeline without a reload`, async ({
    page,
    installation,
    signIn,
  }) => {
    const startedAt = Date.now();
    const messageId = `live-${provider.id}-${startedAt}`;
    const isText = provider.channels[0] === 'sms';
    const about = {
      recipient: isText ? `+1500${String(startedAt).slice(-7)}` : `live-${startedAt}@example.com`,
      providerMessageId: `pm-${messageId}`,
      messageId,
      subjectLine: 'Your parcel is on its way',
    };
    await signIn('admin@example.com');
    await page.goto(`/admin/messages?q=${encodeURIComponent(about.recipient)}`);
    await expect(page.getByRole('link', { name: about.recipient })).toHaveCount(0);
    // A reload would lose this mark.
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));

    const [first = 'accepted', second = 'delivered'] = provider.rehearsal.kinds;
    await installation.report(provider.id, [{ ...about, kind: first, at: instantOf(startedAt) }]);
    const link = page.getByRole('link', { name: about.recipient }).first();
    await expect(link).toBeVisible();
    await link.click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const events = page.getByRole('region', { name: 'Timeline' }).locator('ol > li');
    await expect(events).toHaveCount(1);

    await installation.report(provider.id, [{ ...about, kind: second, at: instantOf(startedAt + 1000) }]);
    await expect(events).toHaveCount(2);
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  });
}
