import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react';
import { Badge } from '#app/components/badge.tsx';
import type { Alert } from './alert.ts';

/** How grave an alert is, or that it is over. */
export function AlertState({ alert: { severity, resolvedAt } }: { alert: Alert }) {
  if (resolvedAt !== null) {
    return (
      <Badge tone="good" icon={CircleCheck}>
        Over
      </Badge>
    );
  }
  return severity === 'critical' ? (
    <Badge tone="bad" icon={OctagonAlert}>
      Critical
    </Badge>
  ) : (
    <Badge tone="warn" icon={TriangleAlert}>
      Warning
    </Badge>
  );
}
