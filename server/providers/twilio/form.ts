/** The fields of a form by name; a list where a name was sent with several values. */
export type Fields = Readonly<Record<string, string | string[]>>;

/** Under these names our own ids travel in the query of the callback's URL. */
export const ownNames = ['earshot_message_id', 'earshot_category', 'earshot_template'] as const;

/**
 * Reads a form as Twilio signs it: of the values of one name the different ones, sorted. Forms that say the same and
 * therefore sign alike read alike.
 */
export function fieldsOf(text: string): Fields {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else if (!known.includes(value)) known.push(value);
  }
  return Object.fromEntries([...values].map(([name, list]) => [name, oneOrSorted(list)]));
}

/** What of a form is signed: its names in the order of their characters, each followed by its value, nothing between. */
export function signedText(text: string): string {
  const entries = Object.entries(fieldsOf(text)).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries
    .map(([name, value]) =>
      [value]
        .flat()
        .map((one) => name + one)
        .join(''),
    )
    .join('');
}

/** Our own ids of a query. */
export function ownIdsOf(query: URLSearchParams): Readonly<Record<string, string>> {
  const given = ownNames.map((name) => [name, query.get(name) ?? ''] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

function oneOrSorted(values: readonly string[]): string | string[] {
  const [only, ...others] = values;
  return only !== undefined && others.length === 0 ? only : values.toSorted();
}
