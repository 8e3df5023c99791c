import { Equal, EqualNot } from 'lucide-react';
import { Fragment } from 'react';
import { Badge } from '#app/components/badge.tsx';
import type { Rebuild } from './read-model.ts';
import { countOf, shortChecksum } from './words.ts';

type Comparison = Rebuild['comparisons'][number];

/** Both copies of each table at one position: rows, checksums, and by which rows they differ. */
export function ComparisonTable({ rebuild: { comparisons, comparedAt } }: { rebuild: Rebuild }) {
  return (
    <div className="grid gap-2">
      <table className="w-full text-left text-xs">
        <caption className="pb-1.5 text-left text-ink-soft numeric">
          Both copies at position {comparedAt?.toLocaleString('en') ?? '?'}
        </caption>
        <thead className="text-ink-soft">
          <tr>
            <th scope="col" className="py-1 pr-3 font-medium">
              Table
            </th>
            <th scope="col" className="py-1 pr-3 font-medium">
              Live rows
            </th>
            <th scope="col" className="py-1 pr-3 font-medium">
              New rows
            </th>
            <th scope="col" className="py-1 font-medium">
              <span className="@max-[30rem]:sr-only">Result</span>
            </th>
          </tr>
        </thead>
        <tbody className="numeric">
          {comparisons.map((comparison) => (
            <tr key={comparison.table} className="border-t border-line align-top">
              <th scope="row" className="py-1.5 pr-3 font-mono font-normal wrap-normal">
                <TableName name={comparison.table} />
              </th>
              <Copy rows={comparison.liveRows} checksum={comparison.liveChecksum} />
              <Copy rows={comparison.nextRows} checksum={comparison.nextChecksum} />
              <td className="py-1.5">
                <Badge
                  tone={comparison.equal ? 'good' : 'warn'}
                  icon={comparison.equal ? Equal : EqualNot}
                  plain
                  className="py-0"
                >
                  <span className="@max-[30rem]:sr-only">{comparison.equal ? 'Equal' : 'Differs'}</span>
                </Badge>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {comparisons.map((comparison) => (
        <Differing key={comparison.table} comparison={comparison} />
      ))}
    </div>
  );
}

/** May wrap after an underscore, and nowhere else. */
function TableName({ name }: { name: string }) {
  const [first = '', ...rest] = name.split('_');
  return (
    <>
      {first}
      {rest.map((part) => (
        <Fragment key={part}>
          _<wbr />
          {part}
        </Fragment>
      ))}
    </>
  );
}

function Copy({ rows, checksum }: { rows: number; checksum: string }) {
  return (
    <td className="py-1.5 pr-3 whitespace-nowrap">
      <span className="block">{rows.toLocaleString('en')}</span>
      <span className="block font-mono text-2xs text-ink-soft" title={`Checksum ${checksum}`}>
        {shortChecksum(checksum)}
      </span>
    </td>
  );
}

function Differing({ comparison: { table, difference } }: { comparison: Comparison }) {
  if (difference === null) return null;
  const { onlyLive, onlyNext, changed, keys } = difference;
  const parts = [
    onlyLive > 0 && `${countOf(onlyLive, 'row', 'rows')} only live`,
    onlyNext > 0 && `${countOf(onlyNext, 'row', 'rows')} only new`,
    changed > 0 && `${countOf(changed, 'row', 'rows')} changed`,
  ].filter(Boolean);
  const isAll = onlyLive + onlyNext + changed === keys.length;
  return (
    <p className="text-xs text-ink-soft">
      <code className="font-mono text-ink">{table}</code>: {parts.join(', ')}.{' '}
      {isAll ? 'By key' : 'For example'}: <code className="font-mono text-ink">{keys.join(', ')}</code>
    </p>
  );
}
