import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { EventDefinitions } from '#server/domain/event-definition.ts';
import { UpcastError, upcastEvent } from './upcast.ts';

const definitions = {
  Renamed: {
    version: 3,
    data: z.strictObject({ full: z.string(), rank: z.int() }),
    personal: null,
    upcast: {
      1: (data) => ({ full: z.object({ name: z.string() }).parse(data).name }),
      2: (data) => ({ ...z.object({ full: z.string() }).parse(data), rank: 0 }),
    },
  },
  Torn: { version: 3, data: z.strictObject({}), personal: null, upcast: { 1: (data) => data } },
} as const satisfies EventDefinitions;

describe('upcastEvent', () => {
  it('takes every step from an old version to the current one, in order', () => {
    expect(upcastEvent('Renamed', 1, { name: 'Ada' }, definitions)).toStrictEqual({ full: 'Ada', rank: 0 });
    expect(upcastEvent('Renamed', 2, { full: 'Ada' }, definitions)).toStrictEqual({ full: 'Ada', rank: 0 });
  });

  it('leaves data of the current version as it is', () => {
    const data = { full: 'Ada', rank: 4 };
    expect(upcastEvent('Renamed', 3, data, definitions)).toBe(data);
  });

  it('refuses a type it does not know, also one named like a property of every object', () => {
    expect(() => upcastEvent('MessageSung', 1, {})).toThrow(UpcastError);
    expect(() => upcastEvent('MessageSung', 1, {})).toThrow('No event type MessageSung is known');
    expect(() => upcastEvent('toString', 1, {})).toThrow(UpcastError);
  });

  it('refuses a version newer than it knows', () => {
    expect(() => upcastEvent('Renamed', 4, {}, definitions)).toThrow(
      'Renamed is stored in version 4, but only 3 is known. Run the newer build.',
    );
  });

  it('names the step that is missing', () => {
    expect(() => upcastEvent('Torn', 1, {}, definitions)).toThrow('Torn has no step from version 2 to 3.');
  });
});
