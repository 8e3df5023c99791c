'use client';

import { Segments } from '#app/components/segments.tsx';
import type { LetterStates } from './filter.ts';

const states = [
  { value: 'open', name: 'Open' },
  { value: 'recovered', name: 'Recovered' },
  { value: 'all', name: 'All' },
] as const;

/** Which letters are shown. */
export function StateFilter({
  chosen,
  onChoose,
}: {
  chosen: LetterStates;
  onChoose: (state: LetterStates) => void;
}) {
  return (
    <Segments legend="Which letters" group="state" segments={states} chosen={chosen} onChoose={onChoose} />
  );
}
