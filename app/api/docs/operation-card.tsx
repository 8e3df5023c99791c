'use client';

import clsx from 'clsx';
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { DocumentedOperation, OpenApiDocument } from '#server/rest/openapi.ts';
import { Prose } from './prose.tsx';
import { SchemaView } from './schema-view.tsx';
import { TryForm } from './try-form.tsx';

interface OperationCardProps {
  document: OpenApiDocument;
  path: string;
  method: string;
  operation: DocumentedOperation;
  apiKey: string;
}

const tones: Readonly<Record<string, string>> = {
  GET: 'bg-accent-soft text-accent',
  POST: 'bg-good-soft text-good',
  PUT: 'bg-warn-soft text-warn',
  DELETE: 'bg-bad-soft text-bad',
};

/** One operation, folded until somebody wants to know more. */
export function OperationCard(props: OperationCardProps) {
  const { path, method, operation } = props;
  const [isOpen, setOpen] = useState(false);
  const id = operation.operationId;
  useEffect(() => {
    const look = () => {
      if (location.hash === `#${id}`) setOpen(true);
    };
    look();
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, [id]);
  return (
    <details
      id={id}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="rounded-lg border border-line bg-surface"
    >
      <summary className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg px-4 py-2.5 transition-colors hover:bg-hover [&::-webkit-details-marker]:hidden">
        <span className={clsx('w-16 rounded-sm py-0.5 text-center text-xs font-semibold', tones[method])}>
          {method}
        </span>
        <h3 className="min-w-0 font-mono text-sm">{path}</h3>
        <span className="min-w-0 flex-1 basis-52 text-sm text-ink-soft">{operation.summary}</span>
        <ChevronRight
          aria-hidden
          className={clsx('size-4 text-ink-faint transition-transform', isOpen && 'rotate-90')}
        />
      </summary>
      {isOpen && <Details {...props} />}
    </details>
  );
}

function Details({ document, path, method, operation, apiKey }: OperationCardProps) {
  const shapes = document.components.schemas;
  const [scope] = operation.security[0]?.apiKey ?? [];
  const body = operation.requestBody?.content['application/json']?.schema;
  const [answer] = Object.entries(operation.responses)
    .filter(([status]) => Number(status) < 400)
    .flatMap(([status, { description, content }]) =>
      Object.values(content).map(({ schema }) => ({ status, description, schema })),
    );
  const refusals = Object.keys(operation.responses).filter((status) => Number(status) >= 400);
  return (
    <div className="grid gap-x-8 gap-y-5 border-t border-line p-4 xl:grid-cols-2">
      <div className="grid min-w-0 content-start gap-5">
        {operation.description !== undefined && <Prose text={operation.description} />}
        <p className="text-sm text-ink-soft">
          Needs the scope <code className="font-mono text-xs text-ink">{scope}</code>
        </p>
        <TryForm {...{ document, path, method, operation, apiKey }} />
      </div>
      <div className="grid min-w-0 content-start gap-5">
        {body !== undefined && (
          <Shape title="Body">
            <SchemaView schema={body} shapes={shapes} />
          </Shape>
        )}
        {answer !== undefined && (
          <Shape title={`Answer ${answer.status}`}>
            <p className="pb-2 text-sm text-ink-soft">{answer.description}</p>
            <SchemaView schema={answer.schema} shapes={shapes} />
          </Shape>
        )}
        <p className="text-sm text-ink-soft">
          Or a{' '}
          <a href="#problems" className="text-accent underline underline-offset-2">
            problem
          </a>
          : {refusals.join(', ')}.
        </p>
      </div>
    </div>
  );
}

function Shape({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h4 className="pb-2 text-sm font-medium">{title}</h4>
      {children}
    </div>
  );
}
