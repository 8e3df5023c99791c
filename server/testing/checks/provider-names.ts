import { nothingSeen } from './check-result.ts';
import { isSource, type Project } from './project.ts';

/** Ids that are words of the language, of the field or of the web: of these only the quoted id itself is a name. */
const everydayWords = new Set(['in-app', 'jwt', 'resend', 'sandbox', 'standard-webhooks']);
/** Protocols that have a folder too: their names stand wherever the protocol is spoken of. */
const protocols = new Set(['smtp']);

/**
 * Places outside a provider's folder that name it. The name of a folder beneath `server/providers` stands in no
 * other source but the registry: not as a word, not inside an identifier, not in a comment.
 */
export function providerNames(project: Project): { ids: number; failures: string[] } {
  const ids = new Set(
    [...project.sources.keys()].flatMap((file) => /^server\/providers\/([^/]+)\//.exec(file)?.[1] ?? []),
  );
  const failures: string[] = nothingSeen({ 'provider folders': ids.size });
  for (const [file, text] of project.texts) {
    if (!isNamedNowhere(file)) continue;
    for (const id of ids) {
      if (protocols.has(id) || file.startsWith(`server/providers/${id}/`)) continue;
      const lines = text.split('\n');
      const at = lines.findIndex((line) =>
        everydayWords.has(id)
          ? quotes(line, id)
          : names(withoutAddresses(line, file), id.replaceAll('-', '')),
      );
      if (at >= 0) failures.push(`${file}:${at + 1}: names the provider ${id}; use the registry`);
    }
  }
  return { ids: ids.size, failures };
}

function isNamedNowhere(file: string): boolean {
  const isChecked = isSource(file) || /\.(?:css|grit|sql|sh)$/.test(file);
  return (
    isChecked &&
    !/^server\/providers\/(?:sender-)?registry\.ts$/.test(file) &&
    !file.endsWith('checks/provider-names.ts')
  );
}

/** One company's product may stand on another's web site and speak with its headers; only its adapter may say so. */
function withoutAddresses(line: string, file: string): string {
  return /^server\/providers\/[^/]+\//.test(file) ? line.replace(/[\w-]+\.com\/\S*|'x-[\w-]+'/gi, '') : line;
}

function quotes(line: string, id: string): boolean {
  return [`'${id}'`, `"${id}"`, `\`${id}\``].some((quoted) => line.includes(quoted));
}

/** True when a word of the line, or neighbouring parts of a compound such as `AcmeMailKey`, spell the id. */
function names(line: string, id: string): boolean {
  return (line.match(/[\w-]+/g) ?? []).some((word) => {
    const parts = word
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
      .toLowerCase()
      .split(/[_-]+/);
    return parts.some((_, start) => parts.some((_, end) => parts.slice(start, end + 1).join('') === id));
  });
}
