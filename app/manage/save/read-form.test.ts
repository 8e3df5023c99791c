import { expect, it } from 'vitest';
import { readForm } from './read-form.ts';

const read = (entries: [string, string][]) => readForm(new URLSearchParams(entries));
const times: [string, string][] = [
  ['start', '22:00'],
  ['end', '07:00'],
  ['timeZone', 'Europe/Berlin'],
];

it('names the switches that differ from how they were shown, and no others', () => {
  const { cells } = read([
    ['was:cell:billing:email', 'on'],
    ['cell:billing:email', 'on'],
    ['was:cell:billing:sms', 'on'],
    ['was:cell:marketing:sms', 'off'],
    ['cell:marketing:sms', 'on'],
    ['was:cell:product:push', 'off'],
  ]);
  expect(cells).toEqual([
    { category: 'billing', channel: 'sms', enabled: false },
    { category: 'marketing', channel: 'sms', enabled: true },
  ]);
});

it('passes over switches that it never showed, and channels that there are not', () => {
  const { cells } = read([
    ['cell:billing:sms', 'on'],
    ['was:cell:billing:pigeon', 'on'],
    ['was:cell:__proto__:email', 'on'],
    ['was:cell::email', 'on'],
  ]);
  expect(cells).toEqual([]);
});

it('has quiet hours only where they are on', () => {
  expect(read(times).quietHours).toBeNull();
  expect(read([['quiet', 'on'], ...times]).quietHours).toEqual(Object.fromEntries(times));
});

it.each([
  ['start', ''],
  ['end', '22:00'],
  ['end', '25:00'],
])('cannot read quiet hours whose %s is %j', (name, value) => {
  const form = new URLSearchParams([['quiet', 'on'], ...times]);
  form.set(name, value);
  expect(readForm(form).quietHours).toBeUndefined();
});

it('is paused where it says so', () => {
  expect([read([['paused', 'on']]).paused, read([]).paused]).toEqual([true, false]);
});
