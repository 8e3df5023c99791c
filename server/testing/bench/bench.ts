import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Parts } from '#server/local/parts.ts';
import { codeOf, messageOf } from '#server/local/problem.ts';
import { asJson, type Findings, passes, table } from './findings.ts';
import { inForce } from './in-force.ts';
import { ingest } from './ingest.ts';
import { kill } from './kill.ts';
import { projections } from './projections.ts';

interface Options {
  readonly quick: boolean;
  readonly engine: boolean;
  readonly events: number | null;
}

const benches: Readonly<Record<string, (parts: Parts, options: Options) => Promise<Findings>>> = {
  ingest,
  'in-force': inForce,
  projections,
  kill,
};

const help = `npm run bench -- <name> [options]      names: ${Object.keys(benches).join(', ')}

  --quick        shorter, with a wider spread
  --engine       with the embedded job engine running, which projects what comes in
  --events=<n>   how many events \`projections\` folds: 1,000,000 unless you say otherwise
  --json <file>  writes all rounds for a program to read

Measures ratios in one run on this machine. Ends with code 1 when a bar is missed.`;

/** Runs one bench on an installation of its own, prints its findings and sets the exit code. */
async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      engine: { type: 'boolean', default: false },
      events: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [name = '', ...others] = positionals;
  const bench = benches[name];
  if (values.help || !bench || others.length > 0) {
    console.log(help);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const parts = new Parts();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void parts.stopAll());
  try {
    const events = values.events === undefined ? null : Number(values.events);
    const findings = await bench(parts, { ...values, events });
    console.log(`\n${table(findings)}`);
    if (values.json) await writeFile(values.json, asJson(findings));
    if (!findings.verdicts.every(passes)) process.exitCode = 1;
  } finally {
    await parts.stopAll();
  }
}

await run(process.argv.slice(2)).catch((error) => {
  const isMistyped = codeOf(error)?.startsWith('ERR_PARSE_ARGS') ?? false;
  if (isMistyped) console.error(`✗ ${messageOf(error)}\n\n${help}`);
  else console.error(error instanceof Error ? error.stack : messageOf(error));
  process.exitCode = 1;
});
process.exit();
