import { composeCatalogs } from '../composition/compose.ts';
import { pluginsFor } from '../composition/named-plugins.ts';
import { createTerminal } from '../program/terminal.ts';
import { probeOf } from '../study/try-probe.ts';
import { table } from '../views/table.ts';
import type { ListOptions } from './tasks.ts';

/** Lists the backends and tries each; one that cannot run here is no failure of this command. */
export async function backends(options: ListOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { backends: catalog } = await composeCatalogs(await pluginsFor(options));
  const probed: { readonly name: string; readonly ok: boolean; readonly [fact: string]: unknown }[] = [];
  const rows: string[][] = [];
  for (const backend of catalog) {
    const probe = await probeOf('backend', backend);
    probed.push({ name: backend.name, training: backend.training, exclusive: backend.exclusive, ...probe });
    rows.push([
      probe.ok ? terminal.colors.green('✓') : terminal.colors.red('✗'),
      backend.name,
      probe.ok ? probe.detail : `${probe.reason.replace(/[.\s]*$/, '')}. ${probe.fix}`,
    ]);
  }
  terminal.document({ backends: probed });
  terminal.print(table([{ title: '' }, { title: 'backend' }, { title: 'device' }], rows, terminal.colors.bold));
  return 0;
}
