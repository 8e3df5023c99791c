'use client';

import { Button } from './components/button.tsx';
import { CenteredPage } from './components/centered-page.tsx';

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <CenteredPage
      title="This page could not be shown"
      lead={
        <>
          The fault is ours. Try again; if it keeps happening, the server log says why
          {error.digest === undefined ? '.' : ` under ${error.digest}.`}
        </>
      }
    >
      <Button variant="primary" onClick={reset}>
        Try again
      </Button>
    </CenteredPage>
  );
}
