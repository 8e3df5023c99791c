import { sunsetStream } from '#server/domain/sunset/events.ts';
import type { NewEvent } from '#server/event-store/event-store.ts';
import { sampleFact } from './sample-events.ts';

/** A mailbox that was asked twice whether it is still interested: once in vain, then it left and came back. */
export function sunsetHistory(subjectId: string): NewEvent[] {
  const asked = (episode: number) => ({
    subjectId,
    episode,
    notificationId: `ntf_${episode}`,
    askedAt: '2026-05-03T09:00:00.000Z',
    graceDays: 14,
  });
  const about = { stream: sunsetStream(subjectId), personal: null } as const;
  return [
    sampleFact(295, { ...about, type: 'SunsetAsked', data: asked(1) }),
    sampleFact(296, { ...about, type: 'SunsetCancelled', data: asked(1) }),
    sampleFact(297, { ...about, type: 'SunsetAsked', data: asked(2) }),
    sampleFact(298, { ...about, type: 'SunsetEnded', data: asked(2) }),
    sampleFact(299, { ...about, type: 'SunsetKept', data: { ...asked(2), by: 'link' } }),
  ];
}
