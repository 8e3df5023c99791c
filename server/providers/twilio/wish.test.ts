import { describe, expect, it } from 'vitest';
import { wishOf } from './wish.ts';

describe('the whole text is a wish when it is', () => {
  it.each([
    'STOP',
    'stop',
    ' Stop\n',
    'Stop.',
    '“stop!”',
    'STOPALL',
    'stop all',
    'Unsubscribe',
    'CANCEL',
    'end',
    'Quit',
    'revoke',
    'OPTOUT',
    'opt out',
    'Opt-Out',
    'ＳＴＯＰ',
  ])('%j, to stop', (text) => {
    expect(wishOf(undefined, text)).toBe('stop');
  });

  it.each(['START', 'start', 'Unstop'])('%j, to start', (text) => {
    expect(wishOf(undefined, text)).toBe('start');
  });

  it.each(['HELP', 'help?', 'Info'])('%j, for help', (text) => {
    expect(wishOf(undefined, text)).toBe('help');
  });
});

describe('a text is no wish when it is', () => {
  it.each([
    undefined,
    '',
    '👍',
    'YES',
    'No',
    'Yes please',
    'stop please',
    "don't stop",
    'Please start',
    'The bus stop is around the corner',
    'END OF STORY',
    'STOPP',
    `STOP${' '.repeat(100)}.`,
  ])('%j', (text) => {
    expect(wishOf(undefined, text)).toBe('none');
  });
});

describe('Twilio’s own verdict', () => {
  it.each([
    ['STOP', 'Arrêtez', 'stop'],
    ['START', 'yes', 'start'],
    ['HELP', 'STOP', 'help'],
    ['stop', 'START', 'stop'],
  ] as const)('%j counts before the text %j', (judged, text, wish) => {
    expect(wishOf(judged, text)).toBe(wish);
  });

  it.each(['', 'PAUSE', 'constructor'])('leaves it to the text when it is %j', (judged) => {
    expect(wishOf(judged, 'STOP')).toBe('stop');
    expect(wishOf(judged, 'hello')).toBe('none');
  });
});
