/** Paragraphs with `code` in them, as descriptions are written. */
export function Prose({ text }: { text: string }) {
  return (
    <div className="grid max-w-prose gap-2 text-sm text-ink-soft text-pretty">
      {text.split('\n\n').map((paragraph) => (
        <p key={paragraph}>
          <Inline text={paragraph} />
        </p>
      ))}
    </div>
  );
}

export function Inline({ text }: { text: string }) {
  let at = 0;
  return text.split('`').map((part, n) => {
    at += part.length + 1;
    return n % 2 === 0 ? (
      part
    ) : (
      <code key={at} className="rounded-xs bg-sunken px-1 font-mono text-[0.92em] text-ink">
        {part}
      </code>
    );
  });
}
