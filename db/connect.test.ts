import { expect, it } from 'vitest';
import { placeOf } from './connect.ts';

it.each([
  [
    'postgres://ada:p%2Fw@localhost:6432/app?host=/var/run/postgresql',
    { url: 'postgres://ada:p%2Fw@localhost:6432/app', path: '/var/run/postgresql/.s.PGSQL.6432' },
  ],
  [
    'postgresql://ada@localhost/app?sslmode=disable&host=%2Fa%20folder',
    { url: 'postgresql://ada@localhost/app?sslmode=disable', path: '/a folder/.s.PGSQL.5432' },
  ],
])('%s is a Unix socket', (address, place) => {
  expect(placeOf(address)).toEqual(place);
});

it.each([
  'postgres://ada@db.example.com:5432/app?sslmode=require',
  'postgres://ada@localhost/app?host=db.example.com',
  'not an address',
])('%s is left to the driver', (address) => {
  expect(placeOf(address)).toEqual({ url: address });
});
