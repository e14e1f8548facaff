import type { Backend } from '@stopover/core';
import { afterEach, expect, it, vi } from 'vitest';
import { visibleDevices } from '../program/environment.ts';
import { deviceList, deviceName } from '../program/options.ts';
import { confineProcess, devicesFor } from './choose-devices.ts';

const found = ['0', '1'].map((id) => ({ id, name: `card ${id}`, free: null }));
const variable = 'TEST_VISIBLE_CARDS';
const wish = { asked: undefined, visible: undefined, found, variable };

afterEach(() => {
  vi.unstubAllEnvs();
});

it.each([
  ['all that were found', {}, ['0', '1']],
  ['what the surroundings leave, of which nothing else is known', { visible: ['7', 'GPU-5a6b'] }, ['7', 'GPU-5a6b']],
  ['none where they leave none', { visible: [] }, []],
  ['what was asked for, twice too', { asked: ['1', '1'] }, ['1', '1']],
  ["an id of the maker's", { asked: ['GPU-5a6b'] }, ['GPU-5a6b']],
  ['what was asked for where nothing tells of devices', { asked: ['5'], found: [] }, ['5']],
])('devices are %s', (_, of, ids) => {
  expect(devicesFor({ ...wish, ...of })).toEqual(ids);
});

it('none is taken that the surroundings do not leave', () => {
  expect(() => devicesFor({ ...wish, visible: ['1'], asked: ['0'] })).toThrow(/Name some of 1/);
  expect(() => devicesFor({ ...wish, visible: [], asked: ['0'] })).toThrow(/unset TEST_VISIBLE_CARDS/);
  expect(() => devicesFor({ ...wish, asked: ['0', '2'] })).toThrow(/there is no device 2.*card 0/s);
});

it('a list is of numbers and ids, and says what else it was', () => {
  expect(deviceList('0, 0,GPU-5a6b-7c', ['3'])).toEqual(['3', '0', '0', 'GPU-5a6b-7c']);
  for (const text of ['', '0,', 'two', '-1', '0;1']) expect(() => deviceList(text)).toThrow('like 0,1,3, or their ids');
  expect(() => deviceName('1,2')).toThrow("a device's number, like 1");
});

it('a variable is read as CUDA does, to the first that is none', () => {
  expect(visibleDevices(variable)).toBeUndefined();
  for (const [text, ids] of [
    ['2, 0', ['2', '0']],
    ['1,-1,0', ['1']],
    ['', []],
  ] as const) {
    vi.stubEnv(variable, text);
    expect(visibleDevices(variable)).toEqual(ids);
  }
});

it('a process is confined for the libraries in it, and keeps an order that somebody chose', async () => {
  vi.stubEnv(variable, undefined);
  vi.stubEnv('TEST_CARD_ORDER', 'chosen');
  const backend: Backend = {
    ...{ name: 'cards', training: { state: 'host' }, exclusive: true },
    devices: { variable, beside: { TEST_CARD_ORDER: 'bus' }, list: async () => found },
    probe: async () => ({ ok: true, detail: '' }),
    open: () => Promise.reject(new Error('never opened')),
  };
  vi.stubEnv(variable, '1,0');
  await confineProcess('0', [backend]);
  expect([visibleDevices(variable), process.env['TEST_CARD_ORDER']]).toEqual([['0'], 'chosen']);
  await expect(confineProcess('1', [backend])).rejects.toThrow(/device 1 is none of those/);
  vi.stubEnv(variable, undefined);
  await confineProcess('1', [backend]);
  expect([visibleDevices(variable), process.env['TEST_CARD_ORDER']]).toEqual([['1'], 'bus']);
});
