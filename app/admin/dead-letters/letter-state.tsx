import { CircleCheck, CircleDashed, RotateCcw, UserX } from 'lucide-react';
import { Badge } from '#app/components/badge.tsx';
import type { Letter } from './group.ts';

/** Where a letter stands: shape, words and colour. */
export function LetterState({ letter }: { letter: Pick<Letter, 'state' | 'triedAt' | 'erased'> }) {
  if (letter.state === 'recovered') {
    return (
      <Badge tone="good" icon={CircleCheck} plain>
        Recovered
      </Badge>
    );
  }
  if (letter.erased) {
    return (
      <Badge icon={UserX} plain>
        Erased
      </Badge>
    );
  }
  return letter.triedAt === null ? (
    <Badge icon={CircleDashed} plain>
      Not tried again yet
    </Badge>
  ) : (
    <Badge tone="warn" icon={RotateCcw} plain>
      Still unreadable
    </Badge>
  );
}
