/** Something the person at the terminal can mend: the message says what happened and what to do. Shown without a stack. */
export class Problem extends Error {
  override name = 'Problem';
}

/** Text of anything thrown, for a line in the terminal. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a system error (`ENOENT`, `EADDRINUSE`, …), if it carries one. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** A system error about a file, as a message that says what to do about the most likely cause. */
export function fileProblem(file: string, error: unknown): Problem {
  const denied = codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM';
  const hint = denied
    ? ' Was it made by another user, such as root? Then change its owner, or delete it.'
    : '';
  return new Problem(`${file} cannot be used: ${messageOf(error)}.${hint}`);
}
