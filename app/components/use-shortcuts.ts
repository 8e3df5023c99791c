'use client';

import { useEffect, useSyncExternalStore } from 'react';

const STORAGE_KEY = 'earshot-shortcuts';
const CHANGED = 'earshot-shortcuts-changed';

/** Keys by their name, such as `j` or `/`. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Whether single keys do anything: a person may switch them off (WCAG 2.1.4). */
export function useShortcutsEnabled(): [boolean, (enabled: boolean) => void] {
  const enabled = useSyncExternalStore(
    (changed) => {
      window.addEventListener(CHANGED, changed);
      window.addEventListener('storage', changed);
      return () => {
        window.removeEventListener(CHANGED, changed);
        window.removeEventListener('storage', changed);
      };
    },
    () => localStorage.getItem(STORAGE_KEY) !== 'off',
    () => true,
  );
  const setEnabled = (next: boolean) => {
    localStorage.setItem(STORAGE_KEY, next ? 'on' : 'off');
    window.dispatchEvent(new Event(CHANGED));
  };
  return [enabled, setEnabled];
}

/** Listens for single keys on the whole page, except while somebody types, holds a modifier or has a dialog open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const [enabled] = useShortcutsEnabled();
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      const action = shortcuts[event.key];
      if (action === undefined || event.defaultPrevented || isBusy(event)) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [enabled, shortcuts]);
}

function isBusy(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  if (document.querySelector('dialog[open]') !== null) return true;
  const { target } = event;
  return (
    target instanceof Element &&
    target.closest('input:not([type=checkbox]), textarea, select, [contenteditable]') !== null
  );
}
