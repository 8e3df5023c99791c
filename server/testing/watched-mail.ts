import type { ReportData, ReportKind } from '#server/domain/message/report.ts';
import type { NewEvent } from '#server/event-store/event-store.ts';
import { sampleReport } from './sample-events.ts';

interface WatchedMail {
  readonly count: number;
  readonly kind?: ReportKind;
  readonly category?: string;
  readonly template?: string;
  readonly domain?: string;
  readonly codes?: ReportData['codes'];
  /** Of the first message; the same number again means the same messages. */
  readonly first?: number;
  /** Of sample time, from which the reports come; each a millisecond of a second after. */
  readonly second?: number;
}

/** So many reports about mail, each about a message of its own, as a test of rates needs them. */
export function watchedMail(given: WatchedMail): readonly NewEvent[] {
  const { count, kind = 'delivered', category = 'marketing', template = 'digest', first = 0 } = given;
  const { domain = 'own.example', codes, second = 1 } = given;
  return Array.from({ length: count }, (_, index) => {
    const n = first + index;
    const name = `${category}-${template}-${n}`;
    const report = sampleReport(second, { kind, messageId: `m-${name}`, recipient: `${name}@${domain}` });
    const told = `${kind}-${name}`;
    return {
      ...report,
      data: { ...report.data, category, template, ...(codes === undefined ? {} : { codes }) },
      sourceEventId: told,
      fingerprint: ['watched', told],
    } as NewEvent;
  });
}
