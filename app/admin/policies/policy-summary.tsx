import { Card } from '#app/components/card.tsx';
import type { Choices, Policy } from './policy.ts';
import { policyLines } from './policy-words.ts';

/** What a policy says, for those who may only look. */
export function PolicySummary({ policy, choices }: { policy: Policy; choices: Choices }) {
  return (
    <Card>
      <dl className="grid text-sm">
        {policyLines(policy, choices).map(([what, text]) => (
          <div
            key={what}
            className="grid gap-x-4 gap-y-0.5 border-t border-line px-4 py-3 first:border-t-0 sm:grid-cols-[11rem_minmax(0,1fr)]"
          >
            <dt className="text-ink-soft">{what}</dt>
            <dd className="text-pretty">{text}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
