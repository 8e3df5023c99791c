'use client';

import './globals.css';

/** Stands in for the whole document when even the frame of the pages fails. */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Earshot could not be shown</title>
        <main className="mx-auto grid min-h-dvh max-w-sm content-center gap-4 px-5">
          <h1 className="text-xl font-semibold">Earshot could not be shown</h1>
          <p>The fault is ours. Try again; if it keeps happening, the server log says why.</p>
          <button type="button" onClick={reset} className="h-9 rounded-md bg-solid font-medium text-on-solid">
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
