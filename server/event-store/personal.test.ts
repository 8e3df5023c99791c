import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordSeparator } from '#db/json-sequence.ts';
import { ownJsonOf, personalFrom, textOfPersonal } from './personal.ts';

const json = fc.jsonValue();
const fields = fc.dictionary(
  fc.string().filter((name) => name !== '__proto__' && name !== 'raw'),
  json,
);

function roundTrip(personal: object | null) {
  const text = textOfPersonal(personal);
  let reads = 0;
  const back = personalFrom(() => {
    reads += 1;
    return text;
  });
  return { text, back, reads: () => reads };
}

describe('personal data', () => {
  it('comes back as it was, with and without what the provider sent', () => {
    fc.assert(
      fc.property(fields, fc.option(json, { nil: undefined }), (own, raw) => {
        const personal = raw === undefined ? own : { ...own, raw };
        const before = JSON.parse(JSON.stringify(personal));
        const { back } = roundTrip(personal);
        expect({ ...(back as object) }).toEqual(before);
        expect(JSON.parse(JSON.stringify(back))).toEqual(before);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps the separator that stands in somebody’s words', () => {
    const personal = { subjectLine: 'a\u001eb', raw: { subject: 'a\u001eb', '\u001e': '"raw":' } };
    expect({ ...(roundTrip(personal).back as object) }).toEqual(personal);
  });

  it('is read without what the provider sent, until that is asked for', () => {
    const { text, back, reads } = roundTrip({
      raw: { email: 'ada@example.com' },
      recipient: 'ada@example.com',
    });
    expect(text.indexOf('raw')).toBe(-1);
    expect(back).toHaveProperty('recipient', 'ada@example.com');
    expect(reads()).toBe(1);
    expect(back).toHaveProperty('raw', { email: 'ada@example.com' });
    expect(reads()).toBeGreaterThan(1);
  });

  it('is understood as it was sealed before the provider’s words stood apart', () => {
    const old = '{"recipient":"ada@example.com","raw":{"email":"ada@example.com"}}';
    expect(personalFrom(() => old)).toEqual(JSON.parse(old));
  });

  it('stays a plain object where the provider’s bytes could not be read', () => {
    const personal = { raw: '<html>', encoding: 'utf8' };
    const { back } = roundTrip(personal);
    expect(back).toStrictEqual(personal);
  });

  it('has a part of its own, without what a report was read from', () => {
    const own = (personal: object | null) =>
      JSON.parse(ownJsonOf(Buffer.from(textOfPersonal(personal))).toString());
    expect(own({ recipient: 'ada@example.com', raw: { email: 'ada@example.com' } })).toEqual({
      recipient: 'ada@example.com',
    });
    expect(own({ raw: '<html>', encoding: 'utf8' })).toEqual({ raw: '<html>', encoding: 'utf8' });
    expect(own(null)).toBeNull();
  });

  it('has in it the bytes that nobody could read, also as they were sealed for a while', () => {
    const apart = `{"encoding":"utf8"}${recordSeparator}"<html>"`;
    expect(JSON.parse(ownJsonOf(Buffer.from(apart)).toString())).toEqual({ raw: '<html>', encoding: 'utf8' });
  });

  it('is nothing where there is none', () => {
    expect(roundTrip(null).back).toBeNull();
  });
});
