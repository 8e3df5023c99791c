/**
 * Where in a value read from JSON there is text that the database refuses: a NUL character, or half of a surrogate pair.
 * Null when there is none. It walks without recursion, for callers may nest as deep as a body is long.
 */
export function unstorablePath(value: unknown): string | null {
  const open: { readonly path: string; readonly value: unknown }[] = [{ path: '', value }];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    const { path, value: found } = each;
    if (typeof found === 'string' && isUnstorable(found)) return path;
    if (typeof found !== 'object' || found === null) continue;
    for (const [key, inner] of Object.entries(found)) {
      if (isUnstorable(key)) return path;
      open.push({ path: path === '' ? key : `${path}.${key}`, value: inner });
    }
  }
  return null;
}

function isUnstorable(text: string): boolean {
  return text.includes('\0') || /\p{Surrogate}/u.test(text);
}
