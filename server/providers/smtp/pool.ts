import { type Ending, type Envelope, type Line, openLine } from './conversation.ts';
import type { ServerSettings } from './settings.ts';

export interface Pool {
  /** Gives the server one mail, over a line that is open already if there is one. Never rejects. */
  deliver(envelope: Envelope, mail: Buffer): Promise<Ending>;
}

const maxIdle = 5;

/** Lines that stay open for `keepMs` after a mail, so that a burst of mails logs in once; nothing is open after that. */
export function openPool(settings: ServerSettings, keepMs = 15_000): Pool {
  const idle: { readonly line: Line; readonly timer: NodeJS.Timeout }[] = [];

  const takeIdle = (): Line | null => {
    const kept = idle.pop();
    if (kept === undefined) return null;
    clearTimeout(kept.timer);
    return kept.line.isOpen() ? kept.line : takeIdle();
  };

  const keep = (line: Line): void => {
    const timer = setTimeout(() => {
      const index = idle.findIndex((kept) => kept.line === line);
      idle.splice(index, 1);
      line.close();
    }, keepMs);
    idle.push({ line, timer });
  };

  return {
    async deliver(envelope, mail) {
      const line = takeIdle() ?? (await openLine(settings));
      if ('ok' in line) return line;
      const ending = await line.deliver(envelope, mail);
      if (!ending.ok) return ending;
      if (idle.length < maxIdle) keep(line);
      else line.close();
      return ending;
    },
  };
}
