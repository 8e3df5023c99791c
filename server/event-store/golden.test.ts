import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EventDefinition } from '#server/domain/event-definition.ts';
import { eventDefinitions } from '#server/domain/events.ts';
import { upcastEvent } from './upcast.ts';

const domain = new URL('../domain/', import.meta.url);
const streams = readdirSync(domain, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(new URL(entry.name, domain)).includes('events.ts'))
  .map((entry) => entry.name);

/** The table of definitions that a stream's `events.ts` exports: `messageEvents` for `message`. */
async function definitionsOf(stream: string): Promise<[string, EventDefinition][]> {
  const module: Record<string, Record<string, EventDefinition>> = await import(
    new URL(`${stream}/events.ts`, domain).href
  );
  const name = `${stream.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Events`;
  const table = module[name];
  if (table === undefined) throw new Error(`server/domain/${stream}/events.ts must export ${name}`);
  return Object.entries(table);
}

function golden(stream: string, file: string): { data: unknown; personal: unknown } {
  return JSON.parse(readFileSync(new URL(`${stream}/golden/${file}`, domain), 'utf8'));
}

const versionsOf = (definition: EventDefinition) =>
  Array.from({ length: definition.version }, (_, index) => index + 1);

const cases = await Promise.all(
  streams.map(async (stream) => ({ stream, definitions: await definitionsOf(stream) })),
);

describe('golden files', () => {
  it('belong to streams that together define every event type', () => {
    const types = cases.flatMap(({ definitions }) => definitions.map(([type]) => type));
    expect(types.toSorted()).toEqual(Object.keys(eventDefinitions).sort());
  });

  for (const { stream, definitions } of cases) {
    it(`of ${stream} are one for each version of each type, and no other`, () => {
      const expected = definitions.flatMap(([type, definition]) =>
        versionsOf(definition).map((version) => `${type}.v${version}.json`),
      );
      expect(readdirSync(new URL(`${stream}/golden`, domain)).sort()).toEqual(expected.sort());
    });

    for (const [type, definition] of definitions) {
      it.each(versionsOf(definition))(`${type} of version %i is still understood`, (version) => {
        const file = golden(stream, `${type}.v${version}.json`);
        const data = upcastEvent(type, version, file.data);
        expect(definition.data.parse(data)).toEqual(data);
        if (definition.personal === null) expect(file.personal).toBeNull();
        else expect(definition.personal.parse(file.personal)).toEqual(file.personal);
      });
    }
  }
});
