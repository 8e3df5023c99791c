import { expect, it } from 'vitest';
import {
  eventTypeOfKind,
  eventTypeOfReport,
  isReportEvent,
  messageEvents,
  reportOfEventType,
} from './events.ts';
import { messageKinds } from './kind.ts';
import { reportKinds } from './report.ts';

it('gives every kind of fact an event type of its own', () => {
  expect(Object.keys(eventTypeOfKind).sort()).toEqual([...messageKinds].sort());
  expect(Object.values(eventTypeOfKind).sort()).toEqual(Object.keys(messageEvents).sort());
});

it('finds the kind of every report by its event type, and knows what is no report', () => {
  for (const kind of reportKinds) expect(reportOfEventType[eventTypeOfReport[kind]]).toBe(kind);
  const reports = Object.keys(messageEvents).filter((type) => isReportEvent({ type }));
  expect(reports.sort()).toEqual(Object.values(eventTypeOfReport).sort());
  expect(isReportEvent({ type: 'toString' })).toBe(false);
});
