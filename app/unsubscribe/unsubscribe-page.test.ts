import { describe, expect, it } from 'vitest';
import { html } from './html.ts';
import { type UnsubscribePage, unsubscribePage } from './unsubscribe-page.ts';

const page: UnsubscribePage = {
  language: 'de',
  direction: 'ltr',
  nonce: 'n0nce',
  title: 'Abmelden?',
  lead: 'Sie bekommen nichts mehr.',
  isDone: false,
  action: { path: '/unsubscribe?token=t', field: 'List-Unsubscribe', label: 'Abmelden' },
  link: { path: '/manage?token=m', label: 'Mehr' },
};

describe('the page', () => {
  it('is whole by itself: one form that posts, and nothing that is loaded or run', () => {
    const text = unsubscribePage(page);
    expect(text).toContain('<html lang="de" dir="ltr">');
    expect(text).toContain('<form method="post" action="/unsubscribe?token=t">');
    expect(text).toContain('<input type="hidden" name="List-Unsubscribe" value="One-Click">');
    expect(text).toContain('<style nonce="n0nce">');
    expect(text.match(/<form/g)).toHaveLength(1);
    expect(text).not.toMatch(/<script|<img|<iframe|stylesheet/);
    expect(text).toContain('<meta name="referrer" content="no-referrer">');
  });

  it('says what was done where it can be heard', () => {
    expect(unsubscribePage(page)).not.toContain('role="status"');
    expect(unsubscribePage({ ...page, isDone: true })).toContain('role="status"');
  });

  it('has no form where there is nothing to do', () => {
    expect(unsubscribePage({ ...page, action: null, link: null })).not.toMatch(/<form|<button|<a /);
  });

  it('lets no text become HTML', () => {
    const odd = `"><script>alert('1')</script>&`;
    const text = unsubscribePage({ ...page, title: odd, lead: odd, link: { path: odd, label: odd } });
    expect(text).not.toContain('<script');
    expect(text).toContain('&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;');
  });
});

it('fills HTML into HTML as it is, and nothing for null', () => {
  expect(html`<p>${html`<b>${'<i>'}</b>`}${null}</p>`.text).toBe('<p><b>&lt;i&gt;</b></p>');
});
