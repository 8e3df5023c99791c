import type { Parameter } from '#server/rest/openapi.ts';

/** What somebody typed for each parameter, by place and name; one line for each value of a list. */
export type Typed = Readonly<Record<string, string>>;

export function fieldKey({ in: place, name }: Pick<Parameter, 'in' | 'name'>): string {
  return `${place}.${name}`;
}

/** The path with what was typed, and its query; what was left empty is left out. */
export function addressOf(path: string, parameters: readonly Parameter[], typed: Typed): string {
  const filled = path.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = typed[fieldKey({ in: 'path', name })] ?? '';
    return value === '' ? hole : encodeURIComponent(value);
  });
  const query = parameters
    .filter((parameter) => parameter.in === 'query')
    .flatMap((parameter) => valuesOf(parameter, typed).map((value) => [parameter.name, value]));
  const search = new URLSearchParams(query).toString();
  return search === '' ? filled : `${filled}?${search}`;
}

function valuesOf(parameter: Parameter, typed: Typed): readonly string[] {
  const text = typed[fieldKey(parameter)] ?? '';
  const values = parameter.schema.type === 'array' ? text.split('\n') : [text];
  return values.map((value) => value.trim()).filter((value) => value !== '');
}

/** The same request for a shell. The key comes from a variable, so that it is not on the screen. */
export function curlOf(request: { method: string; url: string; body: string | null }): string {
  const { method, url, body } = request;
  const lines = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${quoted(url)}`,
    '-H "Authorization: Bearer $EARSHOT_KEY"',
    ...(body === null ? [] : ["-H 'Content-Type: application/json'", `--data ${quoted(body)}`]),
  ];
  return lines.join(' \\\n  ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
