import { describe, expect, it } from 'vitest';
import { segments } from './segments.ts';

describe('a text in the GSM alphabet', () => {
  it.each([
    ['', 1],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    ['Grüße aus Åbo, ¿qué tal? Δ\r\n', 1],
    // An escape takes a place of its own,
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    // and is never parted from its character: 76 of them leave one place of 153 empty.
    ['€'.repeat(152), 2],
    ['€'.repeat(153), 3],
    [`${'a'.repeat(152)}€${'a'.repeat(151)}`, 2],
    [`${'a'.repeat(152)}€${'a'.repeat(152)}`, 3],
  ])('%#: is charged by 160, or 153', (text, count) => {
    expect(segments(text)).toEqual({ encoding: 'GSM-7', count });
  });
});

describe('a text with any other character', () => {
  it.each([
    ['ç', 1],
    ['“', 1],
    ['ж'.repeat(70), 1],
    ['ж'.repeat(71), 2],
    ['ж'.repeat(134), 2],
    ['ж'.repeat(135), 3],
    [`${'a'.repeat(69)}ж`, 1],
    [`${'a'.repeat(70)}ж`, 2],
    ['😀'.repeat(35), 1],
    // Both halves stay together: 33 of them leave one place of 67 empty.
    ['😀'.repeat(66), 2],
    ['😀'.repeat(67), 3],
  ])('%#: is charged by 70, or 67', (text, count) => {
    expect(segments(text)).toEqual({ encoding: 'UCS-2', count });
  });
});
