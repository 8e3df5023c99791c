'use client';

import { Inbox } from 'lucide-react';
import { Card } from '#app/components/card.tsx';
import { Remark } from '#app/components/remark.tsx';
import type { ReadModelList } from './read-model.ts';
import { ReadModelRow, rowGrid } from './read-model-row.tsx';
import type { Steering } from './steer-dialog.tsx';

interface ReadModelTableProps {
  list: ReadModelList;
  onSteer: (steering: Steering) => void;
}

/** The read models: a table where there is room, cards where there is not. */
export function ReadModelTable({ list: { readModels, maySteer }, onSteer }: ReadModelTableProps) {
  const isEmpty = readModels.every(({ newestPosition }) => newestPosition === 0);
  return (
    <div className="grid gap-4">
      {isEmpty && (
        <Remark icon={Inbox}>
          Nothing is stored yet, so there is nothing to read. The first event shows up here by itself.
        </Remark>
      )}
      <Card className="@container overflow-hidden">
        <table className="block w-full text-sm">
          <caption className="sr-only">Read models and their rebuilds</caption>
          <thead className="block border-b border-line bg-sunken @max-[46rem]:sr-only">
            <tr className={`h-9 px-4 text-xs text-ink-soft ${rowGrid}`}>
              {['Read model', 'State', 'Behind', 'Last read on'].map((column) => (
                <th key={column} scope="col" className="truncate text-left font-medium">
                  {column}
                </th>
              ))}
              <th scope="col" className="text-right font-medium">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody className="block">
            {readModels.map((model) => (
              <ReadModelRow key={model.name} model={model} maySteer={maySteer} onSteer={onSteer} />
            ))}
          </tbody>
        </table>
      </Card>
      {!maySteer && (
        <p className="text-xs text-ink-soft">Your role may look. Administrators can rebuild and abort.</p>
      )}
    </div>
  );
}
