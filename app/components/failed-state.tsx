'use client';

import { CloudOff } from 'lucide-react';
import { Button } from './button.tsx';
import { Card } from './card.tsx';
import { EmptyState } from './empty-state.tsx';

interface FailedStateProps {
  title: string;
  /** What the server said. */
  message: string;
  onRetry: () => void;
  /** English where it is not given. */
  retryLabel?: string;
}

/** Stands in for what could not be read, with the way to try again. */
export function FailedState({ title, message, onRetry, retryLabel = 'Try again' }: FailedStateProps) {
  return (
    <Card role="alert">
      <EmptyState
        icon={CloudOff}
        title={title}
        actions={
          <Button variant="primary" onClick={onRetry}>
            {retryLabel}
          </Button>
        }
      >
        <p>{message}</p>
      </EmptyState>
    </Card>
  );
}
