import { TRPCError } from '@trpc/server';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { DomainError, domainErrorCodes } from '#server/domain/domain-error.ts';
import { translateError } from './error-translation.ts';

const wrapped = (cause: unknown, code: TRPCError['code'] = 'INTERNAL_SERVER_ERROR') =>
  new TRPCError({ code, cause });

it.each(domainErrorCodes)('answers %s with a client error and words of its own', (code) => {
  const report = vi.fn();
  const translated = translateError(wrapped(new DomainError(code, 'inner words')), report);
  expect(translated.code).not.toBe('INTERNAL_SERVER_ERROR');
  expect(translated.message).toMatch(/^[A-Z].*\.$/);
  expect(translated.message).not.toContain('inner words');
  expect(report).not.toHaveBeenCalled();
});

it('names the fields of an unreadable request, never their values', () => {
  const parsed = z.object({ limit: z.number(), q: z.string() }).safeParse({ limit: 'secret-value', q: 1 });
  const translated = translateError(wrapped(parsed.error, 'BAD_REQUEST'), vi.fn());
  expect(translated.code).toBe('BAD_REQUEST');
  expect(translated.message).toBe('This request cannot be read. Check: limit, q.');
});

it('tells nothing of an unforeseen failure but reports its cause', () => {
  const report = vi.fn();
  const cause = new Error('password authentication failed for user "earshot" jane@example.com');
  const translated = translateError(wrapped(cause), report);
  expect(translated.code).toBe('INTERNAL_SERVER_ERROR');
  expect(translated.message).not.toMatch(/password|jane/);
  expect(report).toHaveBeenCalledExactlyOnceWith(cause);
});

it('reports the driver’s error, not the wrapper that quotes the values of the query', () => {
  const report = vi.fn();
  const driver = new Error('relation "messages" does not exist');
  translateError(wrapped(new Error('Failed query … params: jane@example.com', { cause: driver })), report);
  expect(report).toHaveBeenCalledExactlyOnceWith(driver);
});

it('passes on what a procedure said on purpose', () => {
  const forbidden = new TRPCError({ code: 'FORBIDDEN', message: 'Not yours.' });
  expect(translateError(forbidden, vi.fn())).toBe(forbidden);
});
