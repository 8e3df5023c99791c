import { cpus } from 'node:os';
import type { Series } from './statistics.ts';

/** A rate or a time, as it was in each round. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly series: Series;
}

/** A ratio of the same rounds, or a rate, that has to reach a bar. */
export interface Verdict {
  readonly name: string;
  readonly bar: number;
  /** How people write it: `8` as 8×, `0.5` as 50 %, `1000` as 1,000/s. */
  readonly format: 'times' | 'percent' | 'per second';
  readonly series: Series;
}

export interface Findings {
  readonly bench: string;
  readonly measures: readonly Measure[];
  readonly verdicts: readonly Verdict[];
  /** Sentences on what was checked and under which conditions. */
  readonly notes: readonly string[];
}

export function passes(verdict: Verdict): boolean {
  return verdict.series.median >= verdict.bar;
}

/** The findings as lines of text: rates, then ratios against their bars, then notes. */
export function table(findings: Findings): string {
  const measures = findings.measures.map(({ name, unit, series }) => [
    name,
    `${amount(series.median)} ${unit}`,
    `${amount(series.min)} – ${amount(series.max)}`,
    '',
  ]);
  const verdicts = findings.verdicts.map((verdict) => {
    const write = (value: number) => written[verdict.format](value);
    const { median, min, max } = verdict.series;
    return [
      `${passes(verdict) ? '✓' : '✗'} ${verdict.name}`,
      write(median),
      `${write(min)} – ${write(max)}`,
      `bar ≥ ${write(verdict.bar)}`,
    ];
  });
  const head = [`${findings.bench} (${machine()})`, 'median', 'spread', ''];
  const rows = align([head, ...measures, ...verdicts]);
  const [title = '', ...rest] = rows;
  const lines = [title, ...rest.slice(0, measures.length), '', ...rest.slice(measures.length), ''];
  return [...lines, ...findings.notes].join('\n');
}

/** Everything, rounds included, for a program to read. */
export function asJson(findings: Findings): string {
  const verdicts = findings.verdicts.map((verdict) => ({ ...verdict, passes: passes(verdict) }));
  return `${JSON.stringify({ ...findings, verdicts, machine: machine(), at: new Date().toISOString() }, null, 2)}\n`;
}

function machine(): string {
  const cores = cpus();
  return `${cores.length} × ${cores[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`;
}

function amount(value: number): string {
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const written = {
  times: (ratio) => `${ratio.toFixed(1)}×`,
  percent: (ratio) => `${Math.round(ratio * 100)} %`,
  'per second': (rate) => `${amount(rate)}/s`,
} as const satisfies Record<Verdict['format'], (value: number) => string>;

function align(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
