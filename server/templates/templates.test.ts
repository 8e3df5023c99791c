import { describe, expect, it } from 'vitest';
import { gsmLength, gsmText, shortened } from './gsm-text.ts';
import type { Block } from './letter.ts';
import { alertText } from './product-templates.ts';
import { findTemplate, templates } from './registry.ts';
import { letterOf, RenderError, renderers, shortOf, toldBy } from './render.ts';
import { sampleFills } from './samples.ts';

const from = { name: 'Example Shop', address: 'no-reply@example.com' };
const unsubscribe = {
  url: 'https://earshot.example.com/unsubscribe?token=t',
  manageUrl: 'https://earshot.example.com/manage?token=m',
  headers: { 'List-Unsubscribe': '<https://earshot.example.com/unsubscribe?token=t>' },
};
const asked = (template: string) => ({ template, fill: sampleFills[template], content: null });
const unescaped = (html: string) =>
  html
    .replace(/<(style|head)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/&amp;/g, '&')
    .replace(/&#x27;/g, "'")
    .replace(/&quot;/g, '"');
const saidIn = (block: Block): readonly string[] => {
  switch (block.kind) {
    case 'text':
    case 'note':
      return [block.text];
    case 'button':
      return [block.label, block.url];
    case 'facts':
      return block.rows.flat();
    case 'code':
      return [block.code];
    case 'item':
      return [block.title, block.text, ...(block.url === null ? [] : [block.url])];
  }
};

it('has a sample for every template and no other', () => {
  expect(templates.map(({ id }) => id).sort()).toEqual(Object.keys(sampleFills).sort());
});

describe.each(templates.map(({ id }) => id))('the template %s', (id) => {
  it('says the same in HTML and in plain text, with every word of its letter', async () => {
    const letter = letterOf(asked(id));
    const { html, text, subject } = await renderers.email(asked(id), { from, unsubscribe: null });
    const words = [letter.heading, ...letter.blocks.flatMap(saidIn)];
    for (const part of words) {
      expect(unescaped(html)).toContain(part);
      expect(text).toContain(part);
    }
    expect(subject).toBe(letter.subject);
    expect(subject).toMatch(/^[^\n]{1,240}$/);
  });

  it('has a preview of its own, loads nothing, and is made for dark and light', async () => {
    const letter = letterOf(asked(id));
    const { html } = await renderers.email(asked(id), { from, unsubscribe: null });
    expect(letter.preview).not.toBe(letter.subject);
    expect(html).toContain(letter.preview.replaceAll("'", '&#x27;'));
    expect(html).not.toMatch(/<img|<link|<script|url\(|@import|@font-face/);
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toMatch(/^<!DOCTYPE html/);
    expect(html).not.toContain('>Unsubscribe<');
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });

  it('is the same whenever it is rendered', async () => {
    const frame = { from, unsubscribe };
    expect(await renderers.email(asked(id), frame)).toStrictEqual(await renderers.email(asked(id), frame));
  });

  it('fits a text message, a lock screen and an inbox', () => {
    const { text } = renderers.sms(asked(id));
    expect(text.length).toBeLessThanOrEqual(320);
    expect(renderers.push(asked(id))).toStrictEqual(renderers.in_app(asked(id)));
    expect(shortOf(asked(id))).toMatchObject({ title: expect.stringMatching(/./), body: expect.any(String) });
  });

  it('refuses a fill that it has no place for, NUL, and what is no link', () => {
    const refuses = (fill: object) => expect(() => letterOf({ template: id, fill })).toThrow(RenderError);
    refuses({ ...sampleFills[id], surplus: 'x' });
    refuses({});
    for (const [key, value] of Object.entries(sampleFills[id] ?? {})) {
      if (typeof value === 'string') refuses({ ...sampleFills[id], [key]: `${value}\0` });
      if (typeof value === 'string' && /url$/i.test(key)) {
        refuses({ ...sampleFills[id], [key]: 'javascript:alert(1)' });
        refuses({ ...sampleFills[id], [key]: 'https://example.com/"><b' });
      }
    }
  });

  it('can be repeated by an alert', () => {
    const repeated = toldBy('critical-alert', asked(id));
    expect(gsmLength(renderers.sms(repeated).text)).toBeLessThanOrEqual(160);
    expect(letterOf(repeated).heading).toBe(letterOf(asked(id)).short.title);
  });
});

it('does not let a fill become HTML', async () => {
  const fill = { title: '<script>alert(1)</script>', text: '<b>bold</b> & "quoted"' };
  const { html } = await renderers.email(
    { template: 'product-update', fill, content: null },
    { from, unsubscribe },
  );
  expect(html).not.toMatch(/<script|<b>/);
});

it('shows and sends the way out where there is one', async () => {
  const mail = await renderers.email(asked('weekly-news'), { from, unsubscribe });
  expect(mail.html).toContain(`href="${unsubscribe.url}"`);
  expect(mail.text).toContain(unsubscribe.url);
  expect(mail.html).toContain(`href="${unsubscribe.manageUrl}"`);
  expect(mail.text).toContain(unsubscribe.manageUrl);
  expect(mail.headers).toBe(unsubscribe.headers);
});

it('has nothing to choose where an address is written to and nobody named', async () => {
  const nobody = { from, unsubscribe: { ...unsubscribe, manageUrl: null } };
  const { html, text } = await renderers.email(asked('weekly-news'), nobody);
  expect(`${html}${text}`).toContain(unsubscribe.url);
  expect(`${html}${text}`).not.toMatch(/manage|Choose/);
});

it('is written in the language that its fill names', async () => {
  const german = { ...sampleFills['wishes-changed'], language: 'de' };
  const mail = await renderers.email(
    { template: 'wishes-changed', fill: german, content: null },
    { from, unsubscribe: null },
  );
  expect(mail.subject).toBe('Ihre Benachrichtigungen wurden geändert');
  expect(mail.html).toContain('lang="de"');
});

it('sends what the caller wrote as it was written, with the way out in the headers', async () => {
  const content = {
    email: { subject: 'Hi', html: '<p>Hi</p>', text: 'Hi' },
    sms: { text: 'Hi there' },
    push: { title: 'Hi', body: 'There', url: 'https://example.com' },
  };
  const ready = { template: 'custom', fill: undefined, content };
  const mail = await renderers.email(ready, { from, unsubscribe });
  expect(mail).toStrictEqual({ from, ...content.email, headers: unsubscribe.headers });
  expect(renderers.sms(ready)).toStrictEqual(content.sms);
  expect(renderers.push(ready)).toStrictEqual(content.push);
  expect(() => renderers.in_app(ready)).toThrow(RenderError);
  expect(toldBy('critical-alert', ready).fill).toStrictEqual({
    title: 'Hi',
    text: 'There',
    url: 'https://example.com',
  });
});

it('knows no template of another name', () => {
  expect(findTemplate('toString')).toBeNull();
  expect(() => letterOf({ template: 'nothing', fill: {} })).toThrow('There is no such template.');
});

describe('the text of an alert', () => {
  const url = 'https://shop.example.com/status';
  it.each([
    ['Server down', 'No answer since 11:58.', url, `Important: Server down. No answer since 11:58. ${url}`],
    ['Türen offen', 'Café “Zoë”…', undefined, 'Important: Türen offen. Café "Zoe"...'],
    ['Сервер', 'недоступен', url, `You have an important message in your account. ${url}`],
    ['Fire 🔥', 'Leave', undefined, 'Important: Fire . Leave'],
  ])('says of “%s”, “%s”', (title, text, link, expected) => {
    expect(alertText(title, text, link)).toBe(expected);
  });

  it('is one text message, however long what it says, and keeps the link whole', () => {
    const text = alertText('{Long}'.repeat(20), 'word '.repeat(300), url);
    expect(gsmLength(text)).toBeLessThanOrEqual(160);
    expect(text.endsWith(`... ${url}`)).toBe(true);
    expect(gsmLength(alertText('x', 'y', `https://example.com/${'z'.repeat(300)}`))).toBeLessThan(160);
  });
});

describe('text for phones', () => {
  it('counts places as carriers do', () => {
    expect(gsmLength('abcÄé@')).toBe(6);
    expect(gsmLength('€{}')).toBe(6);
    expect(gsmLength('ş')).toBeNull();
  });

  it('keeps letters, drops pictures, and gives up where words would be lost', () => {
    expect(gsmText('Łódź')).toBeNull();
    expect(gsmText('Čau – 👍 ok')).toBe('Cau -  ok');
  });

  it('ends with a whole word', () => {
    expect(shortened('one two three four', 13)).toBe('one two...');
    expect(shortened('one two', 7)).toBe('one two');
    expect(shortened('{}'.repeat(9), 12)).toBe('{}{}...');
  });
});
