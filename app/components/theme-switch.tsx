'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useTheme } from 'next-themes';
import { useZoneKnown } from './clock.tsx';
import { Segments } from './segments.tsx';

const choices = [
  { value: 'light', icon: Sun },
  { value: 'dark', icon: Moon },
  { value: 'system', icon: Monitor },
] as const;

const english = { theme: 'Theme', light: 'Light', dark: 'Dark', system: 'System' };

/** Light, dark, or as the system says. */
export function ThemeSwitch({ words = english }: { words?: typeof english }) {
  const { theme, setTheme } = useTheme();
  // The server does not know the choice, which lives in the browser.
  const isKnown = useZoneKnown();
  const chosen = choices.find(({ value }) => isKnown && value === theme)?.value ?? null;
  const segments = choices.map((choice) => ({ ...choice, name: words[choice.value] }));
  return (
    <Segments legend={words.theme} group="theme" segments={segments} chosen={chosen} onChoose={setTheme} />
  );
}
