import { readFileSync } from 'node:fs';
import { getTableName } from 'drizzle-orm';
import { openDatabase } from '#db/client.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { projections } from '#server/projections/registry.ts';
import { runProjections } from '#server/projections/run-projections.ts';
const url = process.env.U!; const secrets = { encryptionKey: Buffer.alloc(32,1).toString('base64'), addressPepper: Buffer.alloc(32,2).toString('base64') };
const rounds = Number(process.env.R ?? 4);
const stat = (pid: number) => { const f = readFileSync(`/proc/${pid}/stat`,'utf8').split(') ')[1]!.split(' '); return (Number(f[11])+Number(f[12]))*10; };
const mainNs = () => Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]);
const only = process.env.ONLY?.split(',');
const models = only ? projections.filter((m) => only.includes(m.name)) : projections;
for (let r = 0; r < rounds; r++) {
  const admin = openDatabase(url, { max: 1, applicationName: 'adm' });
  const tables = projections.flatMap((m) => m.tables.map((t) => `read_models.${getTableName(t)}`));
  await admin.sql`truncate ${admin.sql(tables)}, projections`; await admin.sql`checkpoint`;
  const { sql, close } = openDatabase(url, { applicationName: 'cu' + process.pid });
  const store = openEventStore(sql, secrets);
  const upTo = Number(process.env.E ?? 1e5); const N = upTo;
  const limited = { ...store, safePosition: async () => upTo };
  const p0 = (await admin.sql`select pid from pg_stat_activity where application_name = ${'cu' + process.pid}`).map((x) => stat(x.pid)).reduce((a,b)=>a+b,0);
  const c0 = process.cpuUsage(), t0 = performance.now(), m0 = mainNs();
  await runProjections({ sql, eventStore: limited }, models);
  const m = (mainNs() - m0) / 1e6, c = process.cpuUsage(c0), w = performance.now() - t0;
  const p = (await admin.sql`select pid from pg_stat_activity where application_name = ${'cu' + process.pid}`).map((x) => stat(x.pid)).reduce((a,b)=>a+b,0) - p0;
  console.log(`${process.env.L ?? ''} main ${(m*1000/N).toFixed(1)}us total ${((c.user+c.system)/N).toFixed(1)}us pg ${(p*1000/N).toFixed(1)}us rate ${(N/w).toFixed(2)}k rss ${(process.memoryUsage().rss/1e6).toFixed(0)}`);
  if (process.env.SUM && r === rounds - 1) for (const t of tables) { const [x] = await admin.sql.unsafe(`select md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)),'')) as h, count(*)::int as n from ${t} t`); console.log(t, x!.h, x!.n); }
  await close(); await admin.close();
}
process.exit();
