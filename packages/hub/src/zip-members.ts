// Files inside a zip, each known by `<path of the zip>!<path inside>`.
import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';

const mark = '.zip!';

/** The path of a member, as messages name it. */
export const memberPath = (zip: string, member: string): string => `${zip}!${member}`;

/** The zip that a member is in; the path itself where it is no member. */
export const fileOnDisk = (path: string): string => {
  const at = path.indexOf(mark);
  return at < 0 ? path : path.slice(0, at + mark.length - 1);
};

/** Whether a path is that of a member of a zip. */
export const isMember = (path: string): boolean => path.includes(mark);

/** Paths of the files inside a zip, in its order. @throws Error saying what is wrong with it. */
export async function membersOf(zip: string): Promise<readonly string[]> {
  const file = await openZip(zip);
  try {
    const names: string[] = [];
    for (let entry = await nextEntry(file); entry; entry = await nextEntry(file)) {
      if (!entry.fileName.endsWith('/')) names.push(entry.fileName);
    }
    return names;
  } finally {
    file.close();
  }
}

/** The bytes of a member. @throws Error when the zip is damaged, or has none of the name. */
export async function* memberBytes(path: string): AsyncGenerator<Uint8Array> {
  const zip = fileOnDisk(path);
  const member = path.slice(zip.length + 1);
  const file = await openZip(zip);
  try {
    let entry = await nextEntry(file);
    while (entry && entry.fileName !== member) entry = await nextEntry(file);
    if (!entry) throw new Error(`there is no ${member} in the zip`);
    yield* await streamOf(file, entry);
  } finally {
    file.close();
  }
}

const openZip = (path: string): Promise<ZipFile> =>
  new Promise((resolve, reject) =>
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, file) => (error ? reject(error) : resolve(file))),
  );

const streamOf = (file: ZipFile, entry: Entry): Promise<Readable> =>
  new Promise((resolve, reject) =>
    file.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream))),
  );

/** Undefined behind the last one. */
function nextEntry(file: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      file.removeListener('entry', onEntry).removeListener('end', onEnd).removeListener('error', onError);
      then();
    };
    const onEntry = (entry: Entry) => settle(() => resolve(entry));
    const onEnd = () => settle(() => resolve(undefined));
    const onError = (error: Error) => settle(() => reject(error));
    file.once('entry', onEntry).once('end', onEnd).once('error', onError);
    file.readEntry();
  });
}
