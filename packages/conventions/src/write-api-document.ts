import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {renderApiDocument} from './api-document.ts';
import {REPOSITORY} from './repository.ts';

writeFileSync(path.join(REPOSITORY, 'docs/api.md'), renderApiDocument());
