import { describe, expect, it } from 'vitest';
import { settingsIn } from './settings.ts';

const read = (SMTP_URL: string, EARSHOT_LOCAL = '') => settingsIn({ SMTP_URL, EARSHOT_LOCAL });

describe('SMTP_URL', () => {
  it('is off when it is unset', () => {
    expect([settingsIn({}), read('  ')]).toEqual([null, null]);
  });

  it('names server, port and login', () => {
    expect(read('smtps://ada%40example.com:p%40ss%25@smtp.example.com')).toEqual({
      host: 'smtp.example.com',
      port: 465,
      secure: true,
      requireTLS: false,
      login: { user: 'ada@example.com', pass: 'p@ss%' },
    });
    expect(read('smtp://[::1]:2525/')).toEqual({ host: '::1', port: 2525, secure: false, requireTLS: true });
  });

  it('says nothing in the clear, except in local mode', () => {
    expect(read('smtp://smtp.example.com')).toMatchObject({ port: 587, secure: false, requireTLS: true });
    expect(read('smtp://smtp.example.com', '1')).toMatchObject({ requireTLS: false });
  });

  it.each([
    'smtp.example.com:587',
    'https://user:secret-word@smtp.example.com',
    'smtps://',
    'smtps://user:secret-word@smtp.example.com?tls.rejectUnauthorized=false',
    'smtps://user:secret-word@smtp.example.com?ignoreTLS=true',
    'smtps://user:secret-word@smtp.example.com/path',
    'smtps://user:secret-word%zz@smtp.example.com',
  ])('refuses %s without showing it', (text) => {
    expect(() => read(text)).toThrow(/^SMTP_URL: must (?!.*secret-word)/);
  });
});
