import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { QuietHours } from '#server/domain/preference/quiet-hours.ts';
import type { GridView } from '#server/trpc/preference-views.ts';

/** One thing that a person changes on the page. */
export type Step =
  | { readonly kind: 'cell'; readonly category: string; readonly channel: Channel; readonly enabled: boolean }
  | { readonly kind: 'pause'; readonly until: Instant | null }
  | { readonly kind: 'resume' }
  | { readonly kind: 'quietHours'; readonly quietHours: QuietHours | null };

/** The grid as it will be once the step is saved. */
export function afterStep(grid: GridView, step: Step): GridView {
  switch (step.kind) {
    case 'cell':
      return {
        ...grid,
        categories: grid.categories.map((category) =>
          category.name === step.category ? { ...category, cells: category.cells.map(switched) } : category,
        ),
      };
    case 'pause':
      return { ...grid, pause: { until: step.until } };
    case 'resume':
      return { ...grid, pause: null };
    case 'quietHours':
      return { ...grid, quietHours: step.quietHours };
  }

  function switched(cell: GridView['categories'][number]['cells'][number]) {
    const { channel, enabled } = step as Extract<Step, { kind: 'cell' }>;
    return cell.channel === channel ? { ...cell, enabled } : cell;
  }
}

/** The step that takes another back, from the grid before it. */
export function undoOf(grid: GridView, step: Step): Step {
  switch (step.kind) {
    case 'cell':
      return { ...step, enabled: !step.enabled };
    case 'pause':
    case 'resume':
      return grid.pause === null ? { kind: 'resume' } : { kind: 'pause', until: grid.pause.until };
    case 'quietHours':
      return { kind: 'quietHours', quietHours: grid.quietHours };
  }
}
