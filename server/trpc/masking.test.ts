import { expect, it } from 'vitest';
import { maskAddress } from './masking.ts';

it.each([
  ['jane.doe@example.com', 'j•••@example.com'],
  ['a@example.com', 'a•••@example.com'],
  ['😀x@example.com', '😀•••@example.com'],
  ['odd@name@example.com', 'o•••@example.com'],
  ['+15550100123', '+15•••23'],
  ['@handle', '•••'],
  ['device-token-1234567890', '•••'],
  ['12345', '•••'],
  ['', '•••'],
])('shows %s as %s', (address, masked) => {
  expect(maskAddress(address)).toBe(masked);
});
