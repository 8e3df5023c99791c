import { describe, expect, it } from 'vitest';
import { sampleStep } from '#server/domain/escalation/escalation-history.ts';
import type { PolicyBook } from './book.ts';
import { decidePolicy } from './decide.ts';
import type { PolicyDraft } from './draft.ts';
import { bookOf, priced, retired, sampleDraft, sampleInstallation, saved } from './policy-history.ts';

const save = (
  book: PolicyBook,
  draft: PolicyDraft,
  basis: number | null,
  confirmed: readonly string[] = [],
) => decidePolicy({ type: 'SavePolicy', draft, basis, confirmed, installation: sampleInstallation }, book);
const refusal = (code: string) => expect.objectContaining({ code });

describe('saving a policy', () => {
  it('gives it the next version', () => {
    expect(save(bookOf(), sampleDraft(), null)).toStrictEqual([saved(1)]);
    expect(save(bookOf(saved(1)), sampleDraft({ critical: true }), 1)).toStrictEqual([
      saved(2, { critical: true }),
    ]);
  });

  it('brings nothing when it says that already, in whatever order its properties come', () => {
    const { steps, ...rest } = sampleDraft();
    expect(save(bookOf(saved(1)), { steps, ...rest }, 1)).toStrictEqual([]);
    // Pressed twice: the first press made the version that the second does not know of.
    expect(save(bookOf(saved(1)), sampleDraft(), null)).toStrictEqual([]);
  });

  it('is refused when somebody else saved or retired it since', () => {
    const draft = sampleDraft({ critical: true });
    expect(() => save(bookOf(saved(1), saved(2)), draft, 1)).toThrow(refusal('policy_changed'));
    expect(() => save(bookOf(saved(1), retired(2)), draft, 1)).toThrow(refusal('policy_changed'));
    expect(() => save(bookOf(), draft, 1)).toThrow(refusal('policy_changed'));
  });

  it('as a new one is refused under a name that was used, and brings a retired one back from its version', () => {
    const draft = sampleDraft({ critical: true });
    expect(() => save(bookOf(saved(1)), draft, null)).toThrow(refusal('policy_name_taken'));
    expect(() => save(bookOf(saved(1), retired(2)), sampleDraft(), null)).toThrow(
      refusal('policy_name_taken'),
    );
    expect(save(bookOf(saved(1), retired(2)), sampleDraft(), 2)).toStrictEqual([saved(3)]);
  });

  it('is refused with a step that can never happen, whatever is confirmed', () => {
    const marketing = sampleDraft({ appliesTo: { category: 'marketing' } });
    const confirmed = ['steps.0.send.channel marketing_never_sms'];
    expect(() => save(bookOf(), marketing, null, confirmed)).toThrow(refusal('policy_refused'));
    const unknown = sampleDraft({ appliesTo: { category: 'weather' } });
    expect(() => save(bookOf(), unknown, null)).toThrow(refusal('policy_refused'));
  });

  it('with a warning needs that very warning confirmed', () => {
    const draft = sampleDraft({
      channel: 'sms',
      steps: [sampleStep({ send: { channel: 'email', template: 'receipt' } })],
    });
    expect(() => save(bookOf(), draft, null)).toThrow(refusal('policy_unconfirmed'));
    expect(() => save(bookOf(), draft, null, ['steps.1.when opening_not_told'])).toThrow(
      refusal('policy_unconfirmed'),
    );
    expect(save(bookOf(), draft, null, ['steps.0.when opening_not_told'])).toHaveLength(1);
  });

  it('asks for the price of a channel when there is a cap, and takes the present one', () => {
    const draft = sampleDraft({ maxCost: { currency: 'EUR', amountMicros: 60_000 } });
    expect(() => save(bookOf(), draft, null)).toThrow(refusal('policy_refused'));
    expect(() => save(bookOf(priced(1, 7)), draft, null)).toThrow(refusal('policy_refused'));
    expect(save(bookOf(priced(1, 7), priced(2, 5)), draft, null)).toHaveLength(1);
  });
});

describe('retiring a policy', () => {
  const retire = (book: PolicyBook, basis: number) =>
    decidePolicy({ type: 'RetirePolicy', policyId: 'receipts', basis }, book);

  it('is a version of its own', () => {
    expect(retire(bookOf(saved(1), saved(2)), 2)).toStrictEqual([retired(3)]);
  });

  it('brings nothing when it is retired, and is refused when it is unknown or was changed since', () => {
    expect(retire(bookOf(saved(1), retired(2)), 1)).toStrictEqual([]);
    expect(() => retire(bookOf(), 1)).toThrow(refusal('policy_unknown'));
    expect(() => retire(bookOf(saved(1), saved(2)), 1)).toThrow(refusal('policy_changed'));
  });
});

describe('setting a price', () => {
  const set = (book: PolicyBook, cents: number | null, basis: number) => {
    const price = cents === null ? null : { currency: 'EUR', amountMicros: cents * 10_000 };
    return decidePolicy({ type: 'SetChannelPrice', channel: 'sms', price, basis }, book);
  };

  it('gives it the next version, also where it is not known any more', () => {
    expect(set(bookOf(), 5, 0)).toStrictEqual([priced(1, 5)]);
    expect(set(bookOf(priced(1, 5)), null, 1)).toStrictEqual([priced(2, null)]);
  });

  it('brings nothing when it is so, and is refused when somebody else set another', () => {
    expect(set(bookOf(priced(1, 5)), 5, 0)).toStrictEqual([]);
    expect(() => set(bookOf(priced(1, 5)), 7, 0)).toThrow(refusal('policy_changed'));
  });
});
