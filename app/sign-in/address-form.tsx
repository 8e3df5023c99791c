'use client';

import { Button } from '#app/components/button.tsx';
import { Field } from '#app/components/field.tsx';
import { Input } from '#app/components/input.tsx';
import { OneShotForm } from './one-shot-form.tsx';

interface AddressFormProps {
  csrfToken: string;
  callbackUrl: string;
  /** What was typed before, when something went wrong. */
  address: string | undefined;
  error: string | undefined;
}

export function AddressForm({ csrfToken, callbackUrl, address, error }: AddressFormProps) {
  return (
    <OneShotForm action="/api/auth/signin/email" className="grid gap-4">
      <input type="hidden" name="csrfToken" value={csrfToken} />
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      <Field label="Email address" error={error}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="email"
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={254}
            required
            defaultValue={address}
          />
        )}
      </Field>
      <Button type="submit" variant="primary">
        Send me a sign-in link
      </Button>
    </OneShotForm>
  );
}
