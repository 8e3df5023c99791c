import { z } from 'zod';
import { greeting, line, link, moment, name } from './fields.ts';
import { type Block, template } from './letter.ts';

export const receipt = template(
  'receipt',
  'Receipt',
  z.strictObject({
    name,
    /** With its currency, as the person reads it: `49.90 EUR`. */
    amount: line,
    item: line,
    number: line,
    paidOn: moment.optional(),
    url: link.optional(),
  }),
  (fill) => {
    const rows: (readonly [string, string])[] = [
      ['For', fill.item],
      ['Amount', fill.amount],
      ['Receipt', fill.number],
    ];
    if (fill.paidOn !== undefined) rows.push(['Paid on', fill.paidOn]);
    return {
      subject: `Your receipt for ${fill.item}`,
      preview: `We received ${fill.amount}. Thank you.`,
      heading: 'Thank you for your payment',
      blocks: [
        { kind: 'text', text: greeting(fill.name) },
        { kind: 'text', text: `We received ${fill.amount}. This is your receipt.` },
        { kind: 'facts', rows },
        ...buttonTo('Open the receipt', fill.url),
      ],
      sms: `We received ${fill.amount} for ${fill.item}. Receipt ${fill.number}.`,
      short: {
        title: `Receipt: ${fill.amount}`,
        body: `${fill.item}, receipt ${fill.number}.`,
        ...(fill.url === undefined ? {} : { url: fill.url }),
      },
    };
  },
);

export const paymentFailed = template(
  'payment-failed',
  'Payment failed',
  z.strictObject({
    name,
    amount: line,
    reason: line.optional(),
    retryOn: moment.optional(),
    updateUrl: link,
  }),
  (fill) => ({
    subject: `Your payment of ${fill.amount} did not go through`,
    preview: 'A new card or bank account sets it right in a minute.',
    heading: 'Your payment did not go through',
    blocks: [
      { kind: 'text', text: greeting(fill.name) },
      {
        kind: 'text',
        text: `We could not collect ${fill.amount}${fill.reason === undefined ? '' : `: ${fill.reason}`}.`,
      },
      ...(fill.retryOn === undefined
        ? []
        : [{ kind: 'text', text: `We try again on ${fill.retryOn}.` } as const]),
      { kind: 'button', label: 'Update the payment', url: fill.updateUrl },
    ],
    sms: `Your payment of ${fill.amount} did not go through. Update it: ${fill.updateUrl}`,
    short: {
      title: 'Your payment did not go through',
      body: `We could not collect ${fill.amount}. Update how you pay.`,
      url: fill.updateUrl,
    },
  }),
);

function buttonTo(label: string, url: string | undefined): readonly Block[] {
  return url === undefined ? [] : [{ kind: 'button', label, url }];
}
