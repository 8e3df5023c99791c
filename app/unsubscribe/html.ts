const marks: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is HTML already. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | string | null;

/** HTML in which all that is filled in is text, unless it is HTML that this made; null leaves nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(
    parts.reduce((all, part, n) => `${all}${part}${n < values.length ? written(values[n] ?? null) : ''}`, ''),
  );
}

function written(value: Value): string {
  if (value === null) return '';
  return value instanceof Html ? value.text : value.replace(/[&<>"']/g, (mark) => marks[mark] ?? '');
}
