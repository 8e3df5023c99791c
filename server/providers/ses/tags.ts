import type { SesEvent } from './payload.ts';

type Mail = SesEvent['mail'];

/**
 * A tag that our own send carried: from `mail.tags` where a configuration set reports, else from the header that set
 * it, which identity notifications repeat when original headers are included.
 */
export function ownTag(mail: Mail, name: `earshot_${string}`): string | undefined {
  const values = mail.tags?.[name];
  const value = Array.isArray(values) ? values[0] : values;
  return typeof value === 'string' && value !== '' ? value : headerTags(mail).get(name);
}

/** `X-SES-MESSAGE-TAGS: name=value, name=value`. */
function headerTags(mail: Mail): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const header of mail.headers ?? []) {
    if (!isHeader(header) || header.name.toLowerCase() !== 'x-ses-message-tags') continue;
    for (const pair of header.value.split(',')) {
      const [, name, value] = /^\s*([\w-]+)\s*=\s*(\S+)\s*$/.exec(pair) ?? [];
      if (name !== undefined && value !== undefined) tags.set(name, value);
    }
  }
  return tags;
}

function isHeader(header: unknown): header is { readonly name: string; readonly value: string } {
  if (typeof header !== 'object' || header === null || !('name' in header) || !('value' in header))
    return false;
  return typeof header.name === 'string' && typeof header.value === 'string';
}
