import clsx from 'clsx';

/** How far a message was heard: 0 nowhere, 1 left, 2 arrived, 3 noticed by a person. */
export type ReachLevel = 0 | 1 | 2 | 3;

/** The mark of the house as a gauge: one more ring for every step. Words stand beside it. */
export function Reach({ level }: { level: ReachLevel }) {
  const ring = (from: ReachLevel) => clsx(level >= from ? 'stroke-accent' : 'stroke-line-strong');
  return (
    <svg
      viewBox="0 0 16 16"
      fill="none"
      aria-hidden="true"
      className="size-4"
      strokeWidth="1.8"
      strokeLinecap="round"
    >
      <circle cx="3.2" cy="12.8" r="1.9" className={level >= 1 ? 'fill-accent' : 'fill-line-strong'} />
      <path d="M3.2 7.7a5.1 5.1 0 0 1 5.1 5.1" className={ring(2)} />
      <path d="M3.2 2.9a9.9 9.9 0 0 1 9.9 9.9" className={ring(3)} />
    </svg>
  );
}
