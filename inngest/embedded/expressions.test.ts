import { describe, expect, it } from 'vitest';
import { checkExpression, equalityPart, evaluateKey, indexText, matches } from './expressions.ts';

const event = {
  name: 'a',
  data: { n: 1, d: 1.5, s: 'x', flag: true, nothing: null, list: [1, 2], deep: { k: 'v' } },
};
const other = { data: { n: 1, s: 'y' } };

describe('conditions', () => {
  it.each([
    ['event.data.n == async.data.n', true],
    ['event.data.s == async.data.s', false],
    ['event.data.n == 1.0', true],
    ['event.data.n == "1"', false],
    ['event.data.missing == 1', false],
    ['event.data.missing == null', true],
    ['event.data.nothing == null', true],
    ['event.data.missing != "x"', true],
    ['event.data.missing > 1', false],
    ['event.data.missing > 1 || event.data.n == 1', true],
    ['event.missing.deeper.still == null', true],
    ['event.data.missing == async.data.missing', true],
    ['has(event.data.n) && event.data.n < 2', true],
    ['has(event.data.missing) && event.data.missing < 2', false],
    ['event["data"]["s"] == "x"', true],
    ['event.data.list.exists(item, item == 2)', true],
    ['event.data.s.startsWith("x") && event.data.deep.k == "v"', true],
    ['event.data == null || event.data.n == 1', true],
    ['event.data.n + 1 == 2', true],
    ['not even CEL (', false],
  ])('%s is %s', (source, expected) => {
    expect(matches(source, { event, async: other })).toBe(expected);
  });

  it('holds when there is none', () => {
    expect(matches(undefined, { event })).toBe(true);
  });

  it('reads nothing from prototypes', () => {
    expect(matches('event.data.constructor == null', { event })).toBe(true);
  });
});

describe('keys', () => {
  it.each([
    ['event.data.s', 'x'],
    ['event.data.n', '1'],
    ['event.data.s + "-" + event.data.n', 'x-1'],
    ['event.data.s + "-" + event.data.d', 'x-1.5'],
    ['event.data.missing', 'null'],
    ['event.data.deep', '{"k":"v"}'],
    ['event.data.s + event.data.missing', 'null'],
  ])('%s gives %s', (source, expected) => {
    expect(evaluateKey(source, event)).toBe(expected);
  });
});

describe('lint', () => {
  it.each([
    'event.data.n == async.data.n',
    'event.data.a != "b" && !(event.data.c == 1)',
    'has(event.data.n) && event.data.n <= 3',
    'event.data.n > 3 ? event.data.a == 1 : false',
    'event.data.list.exists(item, item.id == 2)',
    "event.data.function_id == 'app-fn'",
  ])('accepts %s', (source) => {
    expect(checkExpression(source, 'condition')).toBeUndefined();
  });

  it.each([
    ['event.data.n < 3', 'has(event.data.n)'],
    ['!(event.data.n > 3)', 'has(event.data.n)'],
    ['event.data.flag', 'not a comparison'],
    ['event.data.flag && event.data.n == 1', 'compare it'],
    ['!event.data.flag', 'compare it'],
    ['evnt.data.n == 1', '"evnt" is not known'],
    ['event.data.n ==', ''],
  ])('refuses %s', (source, hint) => {
    expect(checkExpression(source, 'condition')).toContain(hint);
  });

  it('accepts a plain field as a key', () => {
    expect(checkExpression('event.data.stream', 'key')).toBeUndefined();
  });
});

describe('index', () => {
  it('finds the equality that must hold, on either side of &&', () => {
    const part = equalityPart('event.data.kind == "a" && async.data.id == event.data.id');
    expect(part).toEqual({ eventPath: ['event', 'data', 'id'], asyncPath: ['async', 'data', 'id'] });
  });

  it('finds none where the condition may hold without it', () => {
    expect(equalityPart('event.data.id == async.data.id || async.data.all == true')).toBeUndefined();
  });

  it.each([
    [1, 1, true],
    [1, 1.0, true],
    ['1', 1, false],
    [undefined, null, true],
    ['null', null, false],
    [true, 'true', false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  ])('has the same text for %s and %s exactly when they are equal', (left, right, equal) => {
    const path = ['event', 'v'];
    const texts = [left, right].map((v) => indexText({ event: { v } }, path));
    expect(texts[0] === texts[1]).toBe(equal);
  });
});
