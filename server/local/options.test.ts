import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('readOptions', () => {
  it('takes the port from --port, then PORT, then 3000', () => {
    expect(readOptions('start', ['--port', '4000'], { PORT: '5000' })).toEqual({
      port: 4000,
      host: '127.0.0.1',
      empty: false,
      help: false,
    });
    expect(readOptions('start', ['--port=4000'], {}).port).toBe(4000);
    expect(readOptions('start', [], { PORT: '5000' }).port).toBe(5000);
    expect(readOptions('start', [], { PORT: '' }).port).toBe(3000);
  });

  it('refuses what is not a port, and shows how to give one', () => {
    for (const port of ['0', '65536', '-1', 'http', '3e3', '']) {
      expect(() => readOptions('start', [`--port=${port}`], {})).toThrow(
        /is not a port.*npm start -- --port 3001/,
      );
    }
  });

  it('names an unknown option and where to find the known ones', () => {
    expect(() => readOptions('dev', ['--prot', '1'], {})).toThrow(
      "Unknown option '--prot'. See: npm run dev -- --help",
    );
  });

  it('explains the lone -- to who left it out', () => {
    expect(() => readOptions('start', ['3001'], { npm_config_port: 'true' })).toThrow(
      '"3001" is not understood. npm passes options on only after a lone --, as in: npm start -- --port 3001',
    );
  });

  it('understands --empty with and without the lone --', () => {
    expect(readOptions('start', ['--empty'], {}).empty).toBe(true);
    expect(readOptions('start', [], { npm_config_empty: 'true' }).empty).toBe(true);
  });
});
