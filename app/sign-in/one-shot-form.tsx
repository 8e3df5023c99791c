'use client';

import { type ComponentProps, useRef } from 'react';

/** A plain form that posts without JavaScript, and with it swallows the second half of a double click. */
export function OneShotForm(props: Omit<ComponentProps<'form'>, 'method' | 'onSubmit'>) {
  const sentAt = useRef(Number.NEGATIVE_INFINITY);
  return (
    <form
      {...props}
      method="post"
      onSubmit={(event) => {
        if (event.timeStamp - sentAt.current < 3000) event.preventDefault();
        else sentAt.current = event.timeStamp;
      }}
    />
  );
}
