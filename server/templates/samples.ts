/** A fill of each template that uses every place of it, for tests and previews. */
export const sampleFills: Readonly<Record<string, object>> = {
  receipt: {
    name: 'Ada',
    amount: '49.90 EUR',
    item: 'Earshot Team, November',
    number: '2026-11-0042',
    paidOn: '21 November 2026',
    url: 'https://shop.example.com/receipts/42?from=mail&page=1',
  },
  'payment-failed': {
    name: 'Ada',
    amount: '49.90 EUR',
    reason: 'the card has expired',
    retryOn: '24 November',
    updateUrl: 'https://shop.example.com/billing',
  },
  'password-changed': {
    name: 'Ada',
    at: '21 November, 12:00',
    resetUrl: 'https://shop.example.com/reset',
  },
  'new-sign-in': {
    name: 'Ada',
    at: '21 November, 12:00',
    device: 'Firefox on Linux',
    place: 'near Berlin',
    secureUrl: 'https://shop.example.com/security',
  },
  'sign-in-code': { code: '402913', validForMinutes: 10 },
  'product-update': {
    title: 'Exports are here',
    text: 'You can now take every report with you.',
    action: 'Try an export',
    url: 'https://shop.example.com/exports',
  },
  'weekly-news': {
    title: 'What happened this week',
    intro: 'Three things worth knowing.',
    items: [
      { title: 'Faster search', text: 'Results come as you type.', url: 'https://shop.example.com/search' },
      { title: 'A longer trial', text: 'Now four weeks.' },
    ],
  },
  'critical-alert': {
    title: 'Your server is down',
    text: 'It has not answered since 11:58.',
    url: 'https://shop.example.com/status',
  },
  'still-interested': {
    name: 'Ada',
    topic: 'our weekly news',
    keepUrl: 'https://shop.example.com/keep',
  },
  'wishes-changed': {
    language: 'en',
    what: 'unsubscribed',
    undoUrl: 'https://earshot.example.com/unsubscribe?token=undo',
  },
  'address-code': { language: 'en', code: '402913' },
  'address-changed': { language: 'en', at: '21 November, 12:00 UTC' },
};
