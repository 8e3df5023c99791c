import type { Channel } from '#server/domain/message/report.ts';
import { diceFor } from './dice.ts';

/** Somebody who does not exist: domains and numbers are those set aside for examples. */
export interface Person {
  readonly name: string;
  readonly email: string;
  /** E.164. */
  readonly phone: string;
  /** As the product that sends the notifications knows them. */
  readonly userId: string;
}

/** The same person for the same seed and number; no two numbers of a seed share a mailbox. */
export function personOf(seed: string, number: number): Person {
  const dice = diceFor(seed, 'people');
  const couples = given.length * family.length;
  // Steps that share no divisor with the count of couples visit each of them once before any comes again.
  const couple = (Math.floor(dice.next() * couples) + number * coprimeStep(couples)) % couples;
  const first = given[couple % given.length] ?? '';
  const last = family[Math.floor(couple / given.length)] ?? '';
  const round = Math.floor(number / couples);
  const domain = diceFor(seed, 'mailbox', number).pick(domains);
  const distinct = round === 0 ? '' : String(round + 1);
  return {
    name: `${first} ${last}`,
    email: `${plain(first)}.${plain(last)}${distinct}@${domain}`,
    phone: `+1500555${String((number * 7 + Math.floor(dice.next() * 10_000)) % 10_000).padStart(4, '0')}`,
    userId: `user-${plain(first)}-${plain(last)}${distinct}`,
  };
}

/** Where a person is reached over a channel. */
export function addressOf(person: Person, channel: Channel): string {
  if (channel === 'email') return person.email;
  return channel === 'sms' ? person.phone : person.userId;
}

function coprimeStep(count: number): number {
  const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
  let step = Math.floor(count * 0.618);
  while (commonDivisor(step, count) !== 1) step += 1;
  return step;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

const domains = [
  'example.com',
  'example.com',
  'example.com',
  'example.org',
  'example.org',
  'example.net',
  'larkmail.test',
  'larkmail.test',
  'northwind.test',
  'postbox.test',
];

const given = [
  ...['Ada', 'Amara', 'Anselm', 'Beatriz', 'Bilal', 'Carmen', 'Cedric', 'Dalia', 'Dmitri', 'Edda', 'Elio'],
  ...['Farah', 'Felix', 'Giulia', 'Goran', 'Hana', 'Hugo', 'Ines', 'Ivo', 'Jamila', 'Jonas', 'Kaito'],
  ...['Katya', 'Laszlo', 'Leila', 'Linus', 'Lucia', 'Mara', 'Milan', 'Nadia', 'Nils', 'Olga', 'Oskar'],
  ...['Paula', 'Pavel', 'Priya', 'Quentin', 'Rania', 'Rafael', 'Sakura', 'Samuel', 'Selma', 'Soren'],
  ...['Tamar', 'Tomasz', 'Uma', 'Valentin', 'Vera', 'Wanda', 'Xenia', 'Yusuf', 'Zoe'],
];

const family = [
  ...['Aalto', 'Abadi', 'Almeida', 'Aydin', 'Barros', 'Berg', 'Bianchi', 'Carvalho', 'Chaudhry', 'Dubois'],
  ...['Eriksen', 'Farkas', 'Ferri', 'Fischer', 'Garcia', 'Haddad', 'Hansen', 'Horvat', 'Ibarra', 'Jansen'],
  ...['Kaya', 'Kim', 'Kovacs', 'Larsen', 'Lind', 'Lis', 'Marchetti', 'Mensah', 'Meyer', 'Moreau', 'Nair'],
  ...['Novak', 'Okafor', 'Okoye', 'Oliveira', 'Ortiz', 'Papadakis', 'Petrov', 'Quispe', 'Rahman', 'Rossi'],
  ...['Sato', 'Schmidt', 'Silva', 'Suzuki', 'Tanaka', 'Torres', 'Varga', 'Weber', 'Yilmaz', 'Zeman'],
];
