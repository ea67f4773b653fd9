import type {Host} from '@devstack/sdk';
import {parseProjectName} from './project-name.ts';

export interface SourceTree {
  readonly directory: string;
  /** Normalised; undefined when the tree does not say. */
  readonly name?: string;
  /** The files that decide what an editable install consists of: entry points and requirements. An edit of code changes none. */
  readonly metadata: readonly string[];
}

const METADATA_FILES = ['pyproject.toml', 'setup.cfg', 'setup.py', 'requirements.txt'];

export async function readSourceTree(host: Host, directory: string): Promise<SourceTree> {
  const texts = await Promise.all(METADATA_FILES.map((file) => host.readText(`${directory}/${file}`)));
  const name = parseProjectName(texts[0], texts[1]);
  return {directory, metadata: texts.map((text) => text ?? ''), ...(name === undefined ? {} : {name})};
}
