'use client';

import type { Channel } from '#server/domain/message/report.ts';
import type { SimulatedExample, Simulation } from './policy.ts';
import { channelWords } from './policy-words.ts';
import { Examples } from './simulation-examples.tsx';
import { costText, differenceText, outcomeWords, refusalWords } from './simulation-words.ts';

/** What a policy would have come to: counted, and one by one for some. */
export function SimulationResult({ simulation }: { simulation: Simulation }) {
  const { simulated, takenByOthers, more, tally, examples } = simulation;
  const doesTheSame = JSON.stringify(simulation.before?.tally) === JSON.stringify(tally);
  const before = doesTheSame ? null : simulation.before;
  if (simulated === 0) {
    return (
      <p role="status" className="text-sm text-ink-soft text-pretty">
        {takenByOthers === 0
          ? 'The policy was for no notification of that time. Choose a longer one.'
          : `All ${takenByOthers} notifications that it is for go by another policy, which comes first.`}
      </p>
    );
  }
  return (
    <>
      <p role="status" className="text-sm text-pretty">
        <b className="font-semibold numeric">{tally.outcomes.told_again}</b> of{' '}
        <span className="numeric">{simulated}</span> notifications would have been told again.
        {more && ` Older ones than the newest ${simulated + takenByOthers} were left out.`}
        {takenByOthers > 0 && ` ${takenByOthers} go by another policy, which comes first.`}
        {doesTheSame && ` Version ${simulation.before?.version}, which is in force, comes to the same.`}
      </p>
      <Sent tally={tally} before={before} />
      <Outcomes simulated={simulated} tally={tally} before={before} />
      {tally.skipped.length > 0 && <Skipped skipped={tally.skipped} />}
      <Examples examples={examples} version={simulation.before?.version ?? null} />
      <p className="border-t border-line pt-3 text-xs text-ink-soft text-pretty">
        Reports count from when they happened, and what people wished and which addresses were suppressed is
        taken as it was then. What a step sends is taken to arrive at once and to be opened by nobody, so
        later steps come at most as often as this says.
      </p>
    </>
  );
}

type Counted = Pick<Simulation, 'tally' | 'before'>;

/** How much would have been sent and what that costs, beside what the version in force would have. */
function Sent({ tally, before }: Counted) {
  const used = channels.filter(
    (channel) => tally.sent[channel] > 0 || (before?.tally.sent[channel] ?? 0) > 0,
  );
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line">
      {used.map((channel) => (
        <Figure
          key={channel}
          name={`${channelWords[channel].name} sent`}
          value={tally.sent[channel].toLocaleString('en')}
          beside={
            before &&
            differenceText(tally.sent[channel], before.tally.sent[channel], `version ${before.version}`)
          }
        />
      ))}
      <Figure
        name="Cost"
        value={costText(tally)}
        beside={before && `${costText(before.tally)} by version ${before.version}`}
        note={tally.unpriced === 0 ? null : `without ${tally.unpriced} whose price is not known`}
      />
    </dl>
  );
}

interface FigureProps {
  name: string;
  value: string;
  /** The same by the version in force. */
  beside: string | null;
  note?: string | null;
}

function Figure({ name, value, beside, note = null }: FigureProps) {
  return (
    <div className="grid content-start gap-0.5 bg-surface px-3 py-2.5 last:odd:col-span-2">
      <dt className="text-xs text-ink-soft">{name}</dt>
      <dd className="grid">
        <span className="text-lg font-semibold tracking-tight numeric">{value}</span>
        {beside !== null && <span className="text-xs text-ink-soft numeric">{beside}</span>}
        {note !== null && <span className="text-xs text-ink-soft numeric">{note}</span>}
      </dd>
    </div>
  );
}

function Outcomes({ simulated, tally, before }: Counted & { simulated: number }) {
  const names = outcomes.filter((one) => tally.outcomes[one] > 0 || (before?.tally.outcomes[one] ?? 0) > 0);
  return (
    <table className="w-full text-sm">
      <caption className="pb-1.5 text-left text-xs font-medium text-ink-soft">What became of each</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col">Notifications</th>
          {before !== null && <th scope="col">By version {before.version}</th>}
        </tr>
      </thead>
      <tbody>
        {names.map((outcome) => (
          <tr key={outcome}>
            <th scope="row" className="py-1 pr-3 text-left font-normal" title={outcomeWords[outcome].help}>
              <span className="grid gap-1">
                {outcomeWords[outcome].name}
                <Bar share={tally.outcomes[outcome] / simulated} isMain={outcome === 'told_again'} />
              </span>
            </th>
            <td className="w-14 py-1 text-right align-top numeric">{tally.outcomes[outcome]}</td>
            {before !== null && (
              <td className="w-16 py-1 text-right align-top text-ink-soft numeric">
                <span className="text-xs">v{before.version}</span> {before.tally.outcomes[outcome]}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

// Safe: the words have exactly the outcomes and the channels as keys.
const channels = Object.keys(channelWords) as Channel[];
const outcomes = Object.keys(outcomeWords) as SimulatedExample['outcome'][];

/** Repeats a number that stands beside it. */
function Bar({ share, isMain }: { share: number; isMain: boolean }) {
  return (
    <span aria-hidden className="block h-1 overflow-hidden rounded-full bg-sunken">
      <span
        className={`block h-full rounded-full ${isMain ? 'bg-accent' : 'bg-line-strong'}`}
        style={{ width: `${Math.max(share * 100, share > 0 ? 1 : 0)}%` }}
      />
    </span>
  );
}

function Skipped({ skipped }: { skipped: Simulation['tally']['skipped'] }) {
  return (
    <div className="grid gap-1">
      <h3 className="text-xs font-medium text-ink-soft">Steps that were due and not sent</h3>
      <ul className="grid gap-1 text-sm">
        {skipped.map(({ channel, reason, count }) => (
          <li key={`${channel} ${reason}`} className="flex justify-between gap-3">
            <span className="min-w-0">
              {channelWords[channel].name}: {refusalWords(reason)}
            </span>
            <span className="numeric">{count}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
