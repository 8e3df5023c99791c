'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useTheme } from 'next-themes';
import { useZoneKnown } from './clock.tsx';
import { Segments } from './segments.tsx';

const choices = [
  { value: 'light', name: 'Light', icon: Sun },
  { value: 'dark', name: 'Dark', icon: Moon },
  { value: 'system', name: 'System', icon: Monitor },
] as const;

/** Light, dark, or as the system says. */
export function ThemeSwitch() {
  const { theme, setTheme } = useTheme();
  // The server does not know the choice, which lives in the browser.
  const isKnown = useZoneKnown();
  const chosen = choices.find(({ value }) => isKnown && value === theme)?.value ?? null;
  return <Segments legend="Theme" group="theme" segments={choices} chosen={chosen} onChoose={setTheme} />;
}
