import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EventDefinition } from '#server/domain/event-definition.ts';
import { eventDefinitions } from '#server/domain/events.ts';
import { upcastEvent } from './upcast.ts';

const domain = new URL('../domain/', import.meta.url);

/** Every golden file there is, by name. A name stands for a type and a version, so it may stand in one folder only. */
const files = readdirSync(domain, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/golden`, domain)))
  .flatMap((entry) =>
    readdirSync(new URL(`${entry.name}/golden`, domain)).map((name) => ({ stream: entry.name, name })),
  );

const expected = Object.entries<EventDefinition>(eventDefinitions).flatMap(([type, definition]) =>
  Array.from({ length: definition.version }, (_, index) => ({ type, version: index + 1, definition })),
);

function golden(name: string): { data: unknown; personal: unknown } {
  const stream = files.find((file) => file.name === name)?.stream;
  return JSON.parse(readFileSync(new URL(`${stream}/golden/${name}`, domain), 'utf8'));
}

describe('golden files', () => {
  it('are one for each version of each event type, and no other', () => {
    const names = expected.map(({ type, version }) => `${type}.v${version}.json`);
    expect(names.length).toBeGreaterThan(0);
    expect(files.map(({ name }) => name).sort()).toEqual(names.sort());
  });

  it.each(expected)('of $type version $version is still understood', ({ type, version, definition }) => {
    const file = golden(`${type}.v${version}.json`);
    const data = upcastEvent(type, version, file.data);
    expect(definition.data.parse(data)).toEqual(data);
    // Only data is raised: what a subject's older events did not seal stays unknown.
    const isUnknown = version < definition.version && file.personal === null;
    if (definition.personal === null || isUnknown) expect(file.personal).toBeNull();
    else expect(definition.personal.parse(file.personal)).toEqual(file.personal);
  });
});
