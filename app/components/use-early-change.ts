'use client';

import { type ChangeEvent, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';

type Control = HTMLInputElement | HTMLSelectElement;
type Value = string | boolean;

interface Given<Of extends Control> {
  ref?: Ref<Of> | undefined;
  /** What the control is to show; undefined leaves it to itself. */
  told: Value | undefined;
  onChange?: ((event: ChangeEvent<Of>) => void) | undefined;
}

/**
 * A change made before the page's script has come is shown for ever, but React tells nobody of it: so it is made once more.
 * What a browser fills in by itself on the way back nobody changed, and `autoComplete` keeps it from doing so.
 */
export function useEarlyChange<Of extends Control>({ ref, told, onChange }: Given<Of>) {
  const control = useRef<Of>(null);
  const first = useRef(told);
  const early = useRef<Value>(undefined);
  useImperativeHandle<Of | null, Of | null>(ref, () => control.current, []);
  // Seen now, for React may put the control back when it draws next.
  useLayoutEffect(() => {
    const before = first.current;
    if (control.current === null || before === undefined || !canShow(control.current, before)) return;
    const shown = shownBy(control.current);
    if (shown !== before && !isPassedOver(control.current)) early.current = shown;
  }, []);
  // Done later, when the effects of the whole page have run, unless the person changes it meanwhile.
  useEffect(() => {
    const timer = setTimeout(() => {
      const before = first.current;
      first.current = undefined;
      if (control.current === null || before === undefined || early.current === undefined) return;
      changeAgain(control.current, before, early.current);
    });
    return () => clearTimeout(timer);
  }, []);
  return {
    ref: control,
    autoComplete: told === undefined ? undefined : 'off',
    onChange: (event: ChangeEvent<Of>) => {
      early.current = undefined;
      onChange?.(event);
    },
  };
}

function shownBy(control: Control): Value {
  return isTicked(control) ? control.checked : control.value;
}

function isTicked(control: Control): control is HTMLInputElement & { type: 'checkbox' | 'radio' } {
  return control.type === 'checkbox' || control.type === 'radio';
}

/** Another one of the group was chosen, and that one tells. */
function isPassedOver(control: Control): boolean {
  return control.type === 'radio' && shownBy(control) === false;
}

/** What is not among the options of a list is not shown: then nobody chose the one that is. */
function canShow(control: Control, value: Value): boolean {
  return !(control instanceof HTMLSelectElement) || [...control.options].some((one) => one.value === value);
}

/** React passes on only what differs from what it saw or set last, so the control is put back first. */
function changeAgain(control: Control, before: Value, early: Value): void {
  if (control instanceof HTMLSelectElement) {
    control.value = String(early);
    control.dispatchEvent(new Event('change', { bubbles: true }));
  } else if (isTicked(control)) {
    control.checked = before === true;
    control.click();
  } else {
    control.value = String(before);
    // The element's own property is React's, which would see this; the one that it inherits is not.
    Reflect.set(HTMLInputElement.prototype, 'value', early, control);
    control.dispatchEvent(new Event('input', { bubbles: true }));
  }
}
