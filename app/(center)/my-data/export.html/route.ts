import { cookies } from 'next/headers';
import { zoneCookie, zoneOf } from '#app/(center)/inbox/zone-cookie.ts';
import { pageLocale } from '#app/i18n/server.ts';
import { download } from '../download.ts';
import { exportFile } from '../export-file.ts';
import { fileWords } from '../file-words.ts';

export const dynamic = 'force-dynamic';

/** The same for people to read, without what only programs can make something of. */
export async function GET(): Promise<Response> {
  const [locale, jar] = await Promise.all([pageLocale(), cookies()]);
  const words = fileWords(locale, zoneOf(jar.get(zoneCookie)?.value));
  return await download({
    name: 'my-data.html',
    mediaType: 'text/html; charset=utf-8',
    withEvents: false,
    write: (records) => exportFile(records, words),
  });
}
