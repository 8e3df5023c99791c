import { expect, it } from 'vitest';
import { phoneNumberOf } from './phone.ts';

it.each([
  ['+15005550006', '+15005550006', null],
  [' +15005550006 ', '+15005550006', null],
  ['whatsapp:+442079460000', '+442079460000', 'whatsapp'],
  ['WhatsApp:+442079460000', '+442079460000', 'whatsapp'],
  ['rcs:+15005550006', '+15005550006', 'rcs'],
  ['+6834000', '+6834000', null],
  ['+123456789012345', '+123456789012345', null],
])('%j is the number %s', (text, value, channel) => {
  expect(phoneNumberOf(text)).toStrictEqual({ value, channel });
});

it.each([
  '',
  '12345',
  '+12345',
  '15005550006',
  '+0123456789',
  '+1234567890123456',
  '+1500555000a',
  '+1 500 555 0006',
  'EARSHOT',
  'messenger:1234567890',
  'client:+15005550006',
  'whatsapp:example.1234567890',
  'whatsapp:whatsapp:+15005550006',
  '+15005550006\n+15005550007',
  '+١٢٣٤٥٦٧٨٩٠',
])('%j is no person’s number', (text) => {
  expect(phoneNumberOf(text)).toBeNull();
});
