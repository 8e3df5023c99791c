'use client';

import { useState } from 'react';
import { Card } from '#app/components/card.tsx';
import { useZoneKnown } from '#app/components/clock.tsx';
import { Field } from '#app/components/field.tsx';
import { Input } from '#app/components/input.tsx';
import { Select } from '#app/components/select.tsx';
import { Switch } from '#app/components/switch.tsx';
import { useTexts } from '#app/i18n/texts.tsx';
import type { QuietHours } from '#server/domain/preference/quiet-hours.ts';
import type { Step } from './step.ts';

/** The hours of each night in which nothing makes a noise, by the clock on the person's wall. */
export function QuietHoursCard({
  hours,
  onStep,
}: {
  hours: QuietHours | null;
  onStep: (step: Step) => void;
}) {
  const t = useTexts('preferences');
  const save = (quietHours: QuietHours | null) => onStep({ kind: 'quietHours', quietHours });
  const usual = () => ({
    ...{ start: '22:00', end: '07:00' },
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  return (
    <Card className="px-4 py-4 sm:px-5">
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <h2 className="font-medium">{t('quiet.title')}</h2>
          <p id="quiet-help" className="mt-0.5 text-sm text-ink-soft text-pretty">
            {t('quiet.help')}
          </p>
        </div>
        <Switch
          aria-label={t('quiet.on')}
          aria-describedby="quiet-help"
          className="mt-0.5"
          checked={hours !== null}
          onChange={(event) => save(event.target.checked ? usual() : null)}
        />
      </div>
      {hours !== null && <Hours key={JSON.stringify(hours)} hours={hours} onSave={save} />}
    </Card>
  );
}

function Hours({ hours, onSave }: { hours: QuietHours; onSave: (hours: QuietHours) => void }) {
  const t = useTexts('preferences');
  const [typed, setTyped] = useState<QuietHours>(hours);
  const problem =
    typed.start === '' || typed.end === ''
      ? t('quiet.incomplete')
      : typed.start === typed.end
        ? t('quiet.same')
        : undefined;
  const isNew = typed.start !== hours.start || typed.end !== hours.end || typed.timeZone !== hours.timeZone;
  // Typing passes through times that nobody means, so what was typed is saved once the field is left.
  const settle = () => {
    if (problem === undefined && isNew) onSave(typed);
  };
  const times = { start: t('quiet.start'), end: t('quiet.end') };
  return (
    <div className="mt-4 grid gap-4 sm:grid-cols-[8rem_8rem_minmax(0,1fr)]">
      {(['start', 'end'] as const).map((which) => (
        <Field key={which} label={times[which]} error={which === 'end' ? problem : undefined}>
          {(control) => (
            <Input
              {...control}
              type="time"
              required
              value={typed[which]}
              onChange={(event) => setTyped({ ...typed, [which]: event.target.value })}
              onBlur={settle}
              onKeyDown={(event) => {
                if (event.key === 'Enter') settle();
              }}
            />
          )}
        </Field>
      ))}
      <Field label={t('quiet.zone')}>
        {(control) => (
          <Select
            {...control}
            value={typed.timeZone}
            onChange={(event) => {
              const next = { ...typed, timeZone: event.target.value };
              setTyped(next);
              if (problem === undefined) onSave(next);
            }}
          >
            <Zones chosen={typed.timeZone} />
          </Select>
        )}
      </Field>
    </div>
  );
}

/** All that the browser knows; the server's page has only the one that is chosen, for its list would not be the same. */
function Zones({ chosen }: { chosen: string }) {
  const all = useZoneKnown() ? Intl.supportedValuesOf('timeZone') : [];
  const zones = all.includes(chosen) ? all : [chosen, ...all];
  return zones.map((zone) => (
    <option key={zone} value={zone}>
      {zone.replaceAll('_', ' ')}
    </option>
  ));
}
