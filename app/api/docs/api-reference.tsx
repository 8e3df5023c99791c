'use client';

import { FileJson } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { buttonClass } from '#app/components/button.tsx';
import { Field } from '#app/components/field.tsx';
import { Input } from '#app/components/input.tsx';
import { Logo } from '#app/components/logo.tsx';
import { ThemeSwitch } from '#app/components/theme-switch.tsx';
import type { DocumentedOperation, OpenApiDocument } from '#server/rest/openapi.ts';
import { OperationCard } from './operation-card.tsx';
import { ProblemSection, type ProblemSort } from './problem-section.tsx';
import { Prose } from './prose.tsx';

interface ApiReferenceProps {
  document: OpenApiDocument;
  problems: readonly ProblemSort[];
}

/** Everything that can be asked beneath `/api/v1`, and a way to try it. */
export function ApiReference({ document, problems }: ApiReferenceProps) {
  // In memory alone: a reload forgets it.
  const [apiKey, setApiKey] = useState('');
  return (
    <>
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 sm:px-6">
        <Link href="/" className="flex rounded-sm">
          <Logo />
        </Link>
        <div className="w-56">
          <ThemeSwitch />
        </div>
      </header>
      <div className="mx-auto grid w-full max-w-[80rem] gap-x-8 px-4 py-6 sm:px-6 lg:grid-cols-[12rem_minmax(0,1fr)]">
        <Contents document={document} />
        <main className="grid min-w-0 gap-8">
          <div className="grid gap-4">
            <div className="flex flex-wrap items-center justify-between gap-3">
              <h1 className="text-xl font-semibold tracking-tight">API reference</h1>
              <a href="/api/v1/openapi.json" className={buttonClass('secondary', 'sm')}>
                <FileJson aria-hidden className="size-3.5" />
                OpenAPI 3.1 document
              </a>
            </div>
            <Prose text={document.info.description} />
            <p className="text-sm text-ink-soft">
              Every path begins with <code className="font-mono text-ink">{document.servers[0]?.url}</code>
            </p>
            <div className="max-w-xl rounded-lg border border-line bg-surface p-4">
              <Field
                label="API key"
                hint="To try operations here. It stays in this tab’s memory until you reload."
              >
                {(control) => (
                  <Input
                    {...control}
                    type="password"
                    value={apiKey}
                    autoComplete="off"
                    spellCheck={false}
                    placeholder="ek_…"
                    className="font-mono"
                    onChange={(event) => setApiKey(event.target.value.trim())}
                  />
                )}
              </Field>
            </div>
          </div>
          {document.tags.map(({ name }) => (
            <section key={name} aria-labelledby={anchorOf(name)} className="grid gap-2">
              <h2 id={anchorOf(name)} className="text-lg font-semibold tracking-tight">
                {name}
              </h2>
              {operationsOf(document, name).map(({ path, method, operation }) => (
                <OperationCard
                  key={operation.operationId}
                  {...{ document, path, method, operation, apiKey }}
                />
              ))}
            </section>
          ))}
          <ProblemSection problems={problems} />
        </main>
      </div>
    </>
  );
}

function Contents({ document }: { document: OpenApiDocument }) {
  const link =
    'block rounded-md px-2 py-1 text-sm text-ink-soft transition-colors hover:bg-hover hover:text-ink';
  return (
    <nav aria-label="Contents" className="max-lg:hidden">
      <ul className="sticky top-6 grid gap-px">
        {document.tags.map(({ name }) => (
          <li key={name}>
            <a href={`#${anchorOf(name)}`} className={link}>
              {name}
            </a>
          </li>
        ))}
        <li>
          <a href="#problems" className={link}>
            Problems
          </a>
        </li>
      </ul>
    </nav>
  );
}

function anchorOf(group: string): string {
  return `group-${group.toLowerCase().replace(/\W+/g, '-')}`;
}

interface Placed {
  readonly path: string;
  readonly method: string;
  readonly operation: DocumentedOperation;
}

function operationsOf(document: OpenApiDocument, group: string): readonly Placed[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(group))
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
}
