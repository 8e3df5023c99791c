import { z } from 'zod';
import { type Channel, channels } from '#server/domain/message/report.ts';
import { quietHours } from '#server/domain/preference/quiet-hours.ts';

const cell = /^cell:([a-z][a-z0-9_-]{0,39}):(\w+)$/;
const channel = z.enum(channels);

/** How a switch of the form is called. */
export function cellName(category: string, of: Channel): string {
  return `cell:${category}:${of}`;
}

export interface ManageForm {
  readonly token: string;
  /** Those switched since the form was shown. */
  readonly cells: { category: string; channel: Channel; enabled: boolean }[];
  readonly paused: boolean;
  readonly quietHours: z.output<typeof quietHours> | null;
}

/** What the form says. `quietHours` is undefined where they are on and make no sense. */
export function readForm(
  form: URLSearchParams,
): Omit<ManageForm, 'quietHours'> & { readonly quietHours: ManageForm['quietHours'] | undefined } {
  const isOn = (name: string) => form.get(name) === 'on';
  const cells = [...new Set(form.keys())].flatMap((key) => {
    const [, category = '', name] = cell.exec(key.replace(/^was:/, '')) ?? [];
    const of = channel.safeParse(name);
    // Each switch that was shown is named by what it was; one that is off is not sent at all.
    if (!key.startsWith('was:') || category === '' || !of.success) return [];
    const enabled = isOn(cellName(category, of.data));
    return enabled === isOn(key) ? [] : [{ category, channel: of.data, enabled }];
  });
  const typed = {
    start: form.get('start') ?? '',
    end: form.get('end') ?? '',
    timeZone: form.get('timeZone') ?? '',
  };
  return {
    token: form.get('token') ?? '',
    cells,
    paused: isOn('paused'),
    quietHours: isOn('quiet') ? quietHours.safeParse(typed).data : null,
  };
}
