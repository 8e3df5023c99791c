import { expect, test } from 'vitest';
import { ownedTableViolations } from './owned-tables.ts';
import { projectOf } from './project.ts';
import { providerNames } from './provider-names.ts';

test.each([
  'select * from events',
  'insert into events (stream) values ($1)',
  'update subjects set salt = null',
  'delete from "subjects"',
  'truncate events',
  'truncate table events',
  'select 1 from messages join public.events using (position)',
  'with x as (select 1)\n  select *\n  from x\n  join subjects s on true',
  'FROM Events WHERE position > $1',
  'copy events to stdout',
  'lock table events in share mode',
])('the SQL %j may not stand outside the event store', (text) => {
  const source = `export const rows = sql\`${text}\`;`;
  expect(ownedTableViolations(projectOf([['server/trpc/rows.ts', source]]))).toHaveLength(1);
  expect(ownedTableViolations(projectOf([['server/event-store/rows.ts', source]]))).toEqual([]);
});

test('an owned table is found around a placeholder', () => {
  const source = `export const rows = sql\`select \${columns} from events where \${where}\`;`;
  expect(ownedTableViolations(projectOf([['app/rows.ts', source]]))).toHaveLength(1);
});

test.each([
  'Rebuilds every row from events',
  'events/appended',
  'select * from events_by_day',
  'select * from event-log',
])('the text %j is not taken for SQL on an owned table', (text) => {
  const source = `export const text = '${text}';`;
  expect(ownedTableViolations(projectOf([['server/trpc/rows.ts', source]]))).toEqual([]);
});

function namesIn(file: string, text: string): string[] {
  return providerNames(
    projectOf([
      ['server/providers/acme-mail/verify.ts', '// AcmeMail signs the raw bytes.'],
      ['server/providers/ox/verify.ts', ''],
      ['server/providers/registry.ts', `import './acme-mail/verify.ts';`],
      ['README.md', 'acme-mail'],
      [file, text],
    ]),
  ).failures;
}

test.each([
  '"acme-mail"',
  'acmeMailKey',
  'ACME_MAIL_KEYS',
  '// As AcmeMail does it.',
  'acmemail',
  'OXClient',
  '/hooks/ox',
])('the provider in %j may not be named outside its folder', (text) => {
  expect(namesIn('app/page.css', text)).toHaveLength(1);
});

test.each(['acme', 'mailbox', 'oxen', 'an acme mail'])('%j does not name a provider', (text) => {
  expect(namesIn('app/page.css', text)).toEqual([]);
});

test('an id that is an everyday word is found where it is quoted, and not as a word', () => {
  // Cut out of a longer text, because this file is checked as well.
  const id = 'a sandbox'.slice(2);
  const failures = (text: string) =>
    providerNames(
      projectOf([
        [`server/providers/${id}/verify.ts`, ''],
        ['app/page.tsx', text],
      ]),
    ).failures;
  expect(failures(`const id = '${id}';`)).toHaveLength(1);
  expect(failures('// The sandbox of the frame.')).toEqual([]);
});

test('an adapter may name another provider in an address or a header alone', () => {
  const inAdapter = (text: string) => namesIn('server/providers/zebra/verify.ts', text);
  expect(inAdapter("// Source: acme-mail.com/docs/zebra.\nconst header = 'x-acme-mail-signature';")).toEqual(
    [],
  );
  expect(inAdapter('// As AcmeMail does it.')).toHaveLength(1);
  expect(namesIn('app/page.tsx', "const header = 'x-acme-mail-signature';")).toHaveLength(1);
});

test('a test may not name a provider either', () => {
  expect(namesIn('e2e/hooks.spec.ts', `const id = 'ox';`)).toEqual([
    'e2e/hooks.spec.ts:1: names the provider ox; use the registry',
  ]);
});
