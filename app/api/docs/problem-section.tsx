export interface ProblemSort {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** What is always said; null where it depends on the request. */
  readonly detail: string | null;
}

/** What a refusal can be; the `type` of each leads here. */
export function ProblemSection({ problems }: { problems: readonly ProblemSort[] }) {
  return (
    <section aria-labelledby="problems" className="grid gap-2">
      <h2 id="problems" className="text-lg font-semibold tracking-tight">
        Problems
      </h2>
      <p className="max-w-prose text-sm text-ink-soft">
        What is refused is answered with problem details. Programs tell the sorts apart by their code.
      </p>
      <dl className="overflow-hidden rounded-lg border border-line bg-surface">
        {problems.map(({ code, status, title, detail }) => (
          <div
            key={code}
            id={`problem-${code}`}
            className="grid gap-x-4 gap-y-0.5 border-t border-line px-4 py-2.5 text-sm first:border-t-0 target:bg-accent-soft sm:grid-cols-[14rem_minmax(0,1fr)]"
          >
            <dt className="font-mono text-xs leading-5">
              {code} <span className="numeric text-ink-soft">{status}</span>
            </dt>
            <dd className="text-ink-soft">{detail ?? `${title}.`}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
