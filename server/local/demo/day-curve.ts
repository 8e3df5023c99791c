const hourMs = 3_600_000;

/** How much is sent in each hour of the day: little at night, most when people come to work. */
const weightOfHour = [2, 1, 1, 1, 1, 2, 4, 8, 14, 16, 13, 10, 9, 9, 8, 7, 7, 8, 8, 7, 6, 5, 4, 3];

/**
 * Spreads a share of the traffic, 0 to 1, over a span of time as people's days do. `minutesEast` says how far their
 * clocks are ahead of UTC. What it answers grows with the share and lies between the two ends.
 */
export function dayCurve(fromMs: number, untilMs: number, minutesEast: number): (share: number) => number {
  const parts: { readonly fromMs: number; readonly untilMs: number; readonly before: number }[] = [];
  let total = 0;
  for (let at = fromMs; at < untilMs; ) {
    const local = at + minutesEast * 60_000;
    const hour = Math.floor(local / hourMs);
    const end = Math.min((hour + 1) * hourMs - minutesEast * 60_000, untilMs);
    parts.push({ fromMs: at, untilMs: end, before: total });
    total += ((weightOfHour[((hour % 24) + 24) % 24] ?? 1) * (end - at)) / hourMs;
    at = end;
  }
  return (share) => {
    const wanted = Math.min(Math.max(share, 0), 1) * total;
    const index = Math.max(
      parts.findLastIndex(({ before }) => before <= wanted),
      0,
    );
    const part = parts[index];
    if (part === undefined) return fromMs;
    const weight = (parts[index + 1]?.before ?? total) - part.before;
    const within = weight === 0 ? 0 : (wanted - part.before) / weight;
    return part.fromMs + Math.min(within, 1) * (part.untilMs - part.fromMs);
  };
}
