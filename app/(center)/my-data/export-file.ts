import { directionOf } from '#app/i18n/locale.ts';
import { Html, html } from '#app/unsubscribe/html.ts';
import type { PersonRecord } from '#server/trpc/person-records.ts';
import { entryHtml } from './entry-html.ts';
import { fileStyle } from './file-style.ts';
import type { FileWords } from './file-words.ts';

/** The parts of the file, in the order in which records come. */
const sections = [
  'account',
  'addresses',
  'suppressions',
  'choices',
  'changes',
  'sent',
  'looks',
  'erasure',
] as const;
type Section = (typeof sections)[number];

const sectionOf = {
  export: null,
  account: 'account',
  address: 'addresses',
  suppression: 'suppressions',
  preferences: 'choices',
  preference_change: 'changes',
  notification: 'sent',
  message: 'sent',
  access: 'looks',
  erasure: 'erasure',
  event: null,
} as const satisfies Record<PersonRecord['kind'], Section | null>;

/** Everything about somebody as a page that opens anywhere: whole, without scripts, and without anything from elsewhere. */
export async function* exportFile(
  records: AsyncIterable<PersonRecord>,
  words: FileWords,
): AsyncGenerator<string> {
  const { t, locale } = words;
  const title = t('file.title');
  yield html`<!doctype html>
<html lang="${locale}" dir="${directionOf(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${new Html(fileStyle)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
`.text;
  let open: Section | null = null;
  for await (const record of records) {
    const section = sectionOf[record.kind];
    if (section !== null && section !== open) {
      yield html`${open === null ? null : new Html('</section>\n')}<section>
<h2>${t(`file.${section}`)}</h2>
`.text;
      open = section;
    }
    yield recordHtml(record, words).text;
  }
  yield html`${open === null ? null : new Html('</section>\n')}<footer><p>${t('file.end')}</p></footer>
</main>
</body>
</html>
`.text;
}

function recordHtml(record: PersonRecord, words: FileWords): Html {
  const { t, when, zone, channel } = words;
  switch (record.kind) {
    case 'export': {
      const made = { when: when(record.at), who: record.userIds.join(', '), zone };
      return html`<p class="lead">${t('file.made', made)}</p>\n`;
    }
    case 'account':
      return accountHtml(record, words);
    case 'address': {
      const said = { channel: channel(record.channel), address: record.address, when: when(record.since) };
      return html`<p>${t('file.address', said)}</p>\n`;
    }
    case 'suppression':
      return html`<p>${words.suppression(record)}</p>\n`;
    case 'preferences':
      return preferencesHtml(record, words);
    case 'preference_change':
      return html`<p>${words.changed(record)} <small>${when(record.at)} · ${words.way(record)}</small></p>\n`;
    case 'notification':
    case 'message':
      return entryHtml(record, words);
    case 'access': {
      const why = record.why === null ? null : html` ${t('file.lookWhy', { why: record.why })}`;
      return html`<p>${words.access(record)}${why} <small>${when(record.at)}</small></p>\n`;
    }
    case 'erasure':
      return html`<p>${words.erasure(record)}</p>\n`;
    case 'event':
      return html``;
  }
}

function accountHtml(
  { email, createdAt, lastSignInAt, sessionsUntil }: Extract<PersonRecord, { kind: 'account' }>,
  { t, when }: FileWords,
): Html {
  const said = [
    email === null ? null : t('file.signsInWith', { email }),
    createdAt === null ? null : t('file.since', { when: when(createdAt) }),
    lastSignInAt === null ? null : t('file.lastSignIn', { when: when(lastSignInAt) }),
    t('file.sessions', { count: sessionsUntil.length }),
  ];
  return html`<p>${said.filter((one) => one !== null).join(' ')}</p>\n`;
}

function preferencesHtml(
  { wishes, quietHours }: Extract<PersonRecord, { kind: 'preferences' }>,
  words: FileWords,
): Html {
  const said = [
    ...Object.values(wishes).map((wish) => words.switched(wish)),
    ...(quietHours === null ? [] : [words.quietHours(quietHours.hours)]),
  ];
  return html`${new Html(said.map((one) => html`<p>${one}</p>\n`.text).join(''))}`;
}
