import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { Input } from '#app/components/input.tsx';
import { type GridWords, PreferenceGrid } from '#app/components/preference-grid.tsx';
import { Select } from '#app/components/select.tsx';
import { Switch } from '#app/components/switch.tsx';
import { categoryWords } from '#app/i18n/category-words.ts';
import { pageTexts } from '#app/i18n/server.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { GridView } from '#server/trpc/preference-views.ts';
import { cellName } from './save/read-form.ts';

type Texts = Awaited<ReturnType<typeof pageTexts<'preferences'>>>;

/** A plain form: nothing is changed until it is sent, and then all at once. */
export async function ManageForm({ token, grid }: { token: string; grid: GridView }) {
  const t = await pageTexts('preferences');
  return (
    <form method="post" action="/manage/save" className="grid gap-5">
      <input type="hidden" name="token" value={token} />
      <PauseRow t={t} isPaused={grid.pause !== null} />
      <section aria-labelledby="grid-title" className="grid gap-2.5">
        <h2 id="grid-title" className="text-lg font-semibold tracking-tight">
          {t('grid.title')}
        </h2>
        <PreferenceGrid
          grid={grid}
          words={wordsOf(t)}
          control={({ name, locked }, { channel, enabled }, describedBy) =>
            locked ? (
              <Switch defaultChecked disabled aria-describedby={describedBy} className="opacity-55" />
            ) : (
              <>
                <Switch name={cellName(name, channel)} value="on" defaultChecked={enabled} />
                {/* As it was shown: what somebody else changes meanwhile is not changed back. */}
                <input type="hidden" name={`was:${cellName(name, channel)}`} value={enabled ? 'on' : 'off'} />
              </>
            )
          }
        />
      </section>
      <QuietHours t={t} hours={grid.quietHours} />
      <Button type="submit" variant="primary" className="justify-self-start max-sm:justify-self-stretch">
        {t('manage.save')}
      </Button>
    </form>
  );
}

function PauseRow({ t, isPaused }: { t: Texts; isPaused: boolean }) {
  return (
    <Card className="flex items-start gap-4 px-4 py-4 sm:px-5">
      <label htmlFor="paused" className="min-w-0 flex-1">
        <span className="block font-medium">{t('manage.pause')}</span>
        <span className="mt-0.5 block text-sm text-ink-soft text-pretty">{t('pause.help')}</span>
      </label>
      <Switch id="paused" name="paused" value="on" defaultChecked={isPaused} className="mt-0.5" />
    </Card>
  );
}

function QuietHours({ t, hours }: { t: Texts; hours: GridView['quietHours'] }) {
  const zone = hours?.timeZone ?? 'UTC';
  const all = Intl.supportedValuesOf('timeZone');
  const zones = all.includes(zone) ? all : [zone, ...all];
  const times = [
    { name: 'start', label: t('quiet.start'), value: hours?.start ?? '22:00' },
    { name: 'end', label: t('quiet.end'), value: hours?.end ?? '07:00' },
  ];
  return (
    <Card className="grid gap-4 px-4 py-4 sm:px-5">
      <div className="flex items-start gap-4">
        <label htmlFor="quiet" className="min-w-0 flex-1">
          <span className="block font-medium">{t('manage.quietOn')}</span>
          <span className="mt-0.5 block text-sm text-ink-soft text-pretty">{t('quiet.help')}</span>
        </label>
        <Switch id="quiet" name="quiet" value="on" defaultChecked={hours !== null} className="mt-0.5" />
      </div>
      <div className="grid gap-4 sm:grid-cols-[8rem_8rem_minmax(0,1fr)]">
        {times.map(({ name, label, value }) => (
          <div key={name} className="grid gap-1.5">
            <label htmlFor={`quiet-${name}`} className="text-sm font-medium">
              {label}
            </label>
            <Input id={`quiet-${name}`} name={name} type="time" defaultValue={value} />
          </div>
        ))}
        <div className="grid gap-1.5">
          <label htmlFor="time-zone" className="text-sm font-medium">
            {t('quiet.zone')}
          </label>
          <Select id="time-zone" name="timeZone" defaultValue={zone}>
            {zones.map((one) => (
              <option key={one} value={one}>
                {one.replaceAll('_', ' ')}
              </option>
            ))}
          </Select>
        </div>
      </div>
    </Card>
  );
}

function wordsOf(t: Texts): GridWords {
  const all = (of: (channel: Channel) => string) => ({
    ...{ email: of('email'), sms: of('sms'), push: of('push'), in_app: of('in_app') },
  });
  return {
    channel: all((channel) => t(`channel.${channel}`)),
    unreachable: all((channel) => t(`grid.unreachable.${channel}`)),
    notOffered: t('grid.notOffered'),
    locked: t('grid.locked'),
    titleOf: (category) => categoryWords(t, category),
  };
}
