import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {renderErrorsDocument} from '../dist/explain-view.js';

writeFileSync(path.join(import.meta.dirname, '../../../docs/errors.md'), renderErrorsDocument());
