// Which devices a run uses: one process on each, unless it was told otherwise.
import { type Backend, type Device, RequestError } from '@stopover/core';
import { confineTo, visibleDevices } from '../program/environment.ts';

/** What decides which devices are used. */
export interface DeviceWish {
  /** By `--devices`, where it was given. */
  readonly asked: readonly string[] | undefined;
  /** What the backend's variable leaves to this process, where it is set: a scheduler may have set it. */
  readonly visible: readonly string[] | undefined;
  /** What the machine has; empty where nothing tells. */
  readonly found: readonly Device[];
  /** The name of the variable. */
  readonly variable: string;
}

/**
 * The ids of the devices that a run uses, in the order of their use; empty where nothing tells of any.
 * @throws RequestError naming the first that this process does not see.
 */
export function devicesFor({ asked, visible, found, variable }: DeviceWish): readonly string[] {
  const there = visible ?? found.map(({ id }) => id);
  if (!asked) return there;
  // Ids of the maker are not looked up: its library does.
  const isKnown = (id: string) => there.includes(id) || (visible === undefined && !/^\d+$/.test(id));
  const strange = there.length === 0 && !visible ? undefined : asked.find((id) => !isKnown(id));
  if (strange === undefined) return asked;
  if (!visible) {
    const all = found.map(({ id, name }) => `${id} (${name})`).join(', ');
    throw unknown(`there is no device ${strange}`, `This machine has ${all}.`);
  }
  const what = `device ${strange} is none of those that ${variable} leaves to this process`;
  throw unknown(
    what,
    visible.length === 0 ? `It leaves none: unset ${variable}.` : `Name some of ${visible.join(', ')}.`,
  );
}

const unknown = (what: string, remedy: string) => new RequestError({ where: '--devices', what, remedy });

/** The devices of a backend that a run on this machine uses: what it has free where that is told. */
export async function chooseDevices(
  { name, devices, exclusive }: Pick<Backend, 'name' | 'devices' | 'exclusive'>,
  asked: readonly string[] | undefined,
): Promise<readonly Device[]> {
  if (!devices) {
    if (asked) throw notChosen(name, exclusive, '--devices');
    return [];
  }
  const found = await devices.list();
  const { variable } = devices;
  const ids = devicesFor({ asked, visible: visibleDevices(variable), found, variable });
  return ids.map((id) => found.find((device) => device.id === id) ?? { id, name: `device ${id}`, free: null });
}

/**
 * Confines this process to a device, for whichever of the backends will compute; before any of them is tried.
 * @throws RequestError where none of them has devices to choose from, or the process does not see it.
 */
export async function confineProcess(id: string, backends: Iterable<Backend>, where = '--device'): Promise<void> {
  const all = [...backends];
  const choosing = all.filter(({ devices }) => devices);
  for (const { devices } of choosing) {
    if (!devices) continue;
    const { variable } = devices;
    const visible = visibleDevices(variable);
    devicesFor({ asked: [id], visible, found: visible ? [] : await devices.list(), variable });
    confineTo(id, devices);
  }
  const [first] = all;
  if (choosing.length === 0) throw notChosen(first?.name ?? 'none', first?.exclusive === true, where);
}

/** @returns what to say where a backend computes on the one device that it finds. */
function notChosen(name: string, exclusive: boolean, where: string): RequestError {
  const what = exclusive
    ? `the backend ${name} takes the first device that its driver offers, and no process can be confined to another`
    : `the backend ${name} has no devices to choose from`;
  const remedy = `Leave ${where} out, or name a backend that has, like \`--backend cuda\`.`;
  return new RequestError({ where, what, remedy });
}
