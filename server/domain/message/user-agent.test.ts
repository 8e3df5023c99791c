import { expect, it } from 'vitest';
import { isProgram } from './user-agent.ts';

it.each([
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'facebook preview fetcher',
  'python-requests/2.32',
  'curl/8.5.0',
  'Go-http-client/2.0',
  'Mozilla/5.0 (X11) HeadlessChrome/120.0',
  'BarracudaCentral/1.0',
  'some-bot',
])('takes %j for a program', (agent) => {
  expect(isProgram(agent)).toBe(true);
});

it.each([
  '',
  'Mozilla/5.0 (Linux; Android 13; CUBOT X50) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148',
  'Mozilla/4.0 (compatible; MSIE 7.0; ms-office; MSOffice 16)',
  'Mozilla/5.0 (Macintosh) Thunderbird/128.0',
])('does not take %j for one', (agent) => {
  expect(isProgram(agent)).toBe(false);
});
