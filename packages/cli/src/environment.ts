import { homedir } from 'node:os';
import { join } from 'node:path';

/** What the surroundings say; the only place that reads environment variables. */
export interface Environment {
  /** `STOPOVER_MIRROR`: a folder in the layout of the hub. */
  readonly mirror: string | undefined;
  /** Folder of data that a person fetched because the hub has it not. */
  readonly data: string | undefined;
  /** `HF_ENDPOINT`, else the Hugging Face Hub; without a closing slash. */
  readonly hubEndpoint: string;
  /** `HF_HUB_CACHE`, else `hub` below `HF_HOME`, else below the user's cache folder: shared with Python. */
  readonly hubCache: string;
  readonly hubToken: string | undefined;
  /** `HF_TOKEN_PATH`, else `token` below `HF_HOME`: where `hf auth login` keeps the token. */
  readonly hubTokenPath: string;
  readonly hubOffline: boolean;
}

/** Reads the environment of this process; an empty variable counts as absent. */
export function readEnvironment(): Environment {
  const home = variable('HF_HOME') ?? join(variable('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'huggingface');
  return {
    mirror: variable('STOPOVER_MIRROR'),
    data: variable('STOPOVER_DATA'),
    hubEndpoint: (variable('HF_ENDPOINT') ?? 'https://huggingface.co').replace(/\/+$/, ''),
    hubCache: variable('HF_HUB_CACHE') ?? join(home, 'hub'),
    hubToken: variable('HF_TOKEN'),
    hubTokenPath: variable('HF_TOKEN_PATH') ?? join(home, 'token'),
    // The four spellings that Python's huggingface_hub takes for "yes".
    hubOffline: ['1', 'ON', 'YES', 'TRUE'].includes((variable('HF_HUB_OFFLINE') ?? '').toUpperCase()),
  };
}

const variable = (name: string): string | undefined => process.env[name]?.trim() || undefined;
