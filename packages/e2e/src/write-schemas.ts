import {mkdir, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {createLab} from './lab.ts';
import {dumpSchemas, makeCloudOfSchemas, schemaRecipes} from './schema-recipes.ts';

/** `npm run schemas`: makes the templates of all schemas with the tools of the projects, in a machine of its own. */
const lab = await createLab({warmCache: true});
try {
  await makeCloudOfSchemas(lab);
  const schemas = await dumpSchemas(lab, '/opt/openstack');
  for (const {database, file} of schemaRecipes()) {
    const made = schemas[database];
    if (made === undefined) continue;
    await mkdir(dirname(file), {recursive: true});
    await writeFile(file, made.template);
    process.stdout.write(`${file}: ${made.template.length} bytes\n`);
  }
} finally {
  await lab.destroy();
}
